#include "model/error.h"

namespace perfbench {

std::string to_string(const Error& error) {
  std::string text;
  if (!error.where.empty()) text += error.where + ": ";
  text += error.what;
  if (!error.cause.empty()) text += ": " + error.cause;
  if (!error.advice.empty()) text += "\n  " + error.advice;
  return text;
}

}  // namespace perfbench
