// The same with a planted regression: light() is two times slower.
#define LIGHT_TAKES 2
#include "split.c"
