#include "model/exit_code.h"

namespace perfbench {

ExitCode exit_code_for(ErrorKind kind) { return kind == ErrorKind::harness ? ExitCode::harness : ExitCode::usage; }

ExitCode exit_code_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::inconclusive:
      return ExitCode::pass;
    case Verdict::fail:
      return ExitCode::fail;
    case Verdict::error:
      break;
  }
  return ExitCode::harness;
}

}  // namespace perfbench
