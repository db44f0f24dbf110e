#include "reporters/file_sink.h"
