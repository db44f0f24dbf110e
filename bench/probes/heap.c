// Asks the heap for what is known beforehand: holds 48 MB and 16 MB at once, gives the 48 MB back and leaks the 16 MB,
// in blocks of 1 MB, and takes and gives back one small block 20 000 times.
#include <stdlib.h>
#include <string.h>

enum { kLeaked = 16, kHeld = 48, kBlockSize = 1 << 20, kTemporary = 20000 };

static void* volatile leaked[kLeaked];
static void* volatile held[kHeld];

int main(void) {
  for (int i = 0; i < kLeaked; ++i) {
    void* block = malloc(kBlockSize);
    if (block == NULL) return 1;
    leaked[i] = memset(block, 1, 16);
  }
  for (int i = 0; i < kHeld; ++i) {
    void* block = malloc(kBlockSize);
    if (block == NULL) return 1;
    held[i] = memset(block, 1, 16);
  }
  for (int i = 0; i < kHeld; ++i) free(held[i]);
  for (int i = 0; i < kTemporary; ++i) {
    void* volatile block = malloc(64);
    free(block);
  }
  memset((void*)leaked, 0, sizeof leaked);
  return 0;
}
