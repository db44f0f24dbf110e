#include "otlp/decode.h"
