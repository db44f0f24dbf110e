#include "collector/phases.h"
