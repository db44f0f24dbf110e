#include "collector/distribution.h"
