// Words of --cmd, quoted for a shell, are the same when they are read again.
#include "runner/command.h"

#include "model/clean_text.h"
#include "model/shell_word.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

// What bash reads from $'...' as shell_word() writes it: \' and \\, and bytes in octal.
std::string ansi_c_unquoted(std::string_view quoted) {
  require(quoted.starts_with("$'") && quoted.ends_with("'") && quoted.size() >= 3, "the quotes stand");
  quoted = quoted.substr(2, quoted.size() - 3);
  std::string word;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    require(quoted[i] >= 0x20 && quoted[i] < 0x7F && quoted[i] != '\'', "only printable characters are in it");
    if (quoted[i] != '\\') {
      word += quoted[i];
    } else if (const std::string_view rest = quoted.substr(i + 1); rest.starts_with('\'') || rest.starts_with('\\')) {
      word += quoted[++i];
    } else {
      require(rest.size() >= 3, "an escape is whole");
      word += static_cast<char>((rest[0] - '0') * 64 + (rest[1] - '0') * 8 + (rest[2] - '0'));
      i += 3;
    }
  }
  return word;
}

void check_word(const std::string& word) {
  const std::string quoted = shell_word(word);
  require(clean_line(quoted) == quoted, "a quoted word harms no terminal");
  if (quoted.starts_with("$'")) {
    require(ansi_c_unquoted(quoted) == word, "a word in $'...' is read back");
    return;
  }
  const auto again = split_words(quoted);
  require(again && again->size() == 1 && again->front() == word, "a quoted word is read back");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto words = split_words(fuzz::as_text(data, size));
  if (!words) {
    require(words.error().kind == ErrorKind::usage && !words.error().what.empty(), "an error says what was wrong");
    return 0;
  }
  require(!words->empty(), "a command has words");
  for (const std::string& word : *words) check_word(word);
  const std::string line = quote_words(*words);
  if (line.find("$'") != std::string::npos) return 0;  // the splitter expands nothing, and $'...' is an expansion
  const auto again = split_words(line);
  require(again && *again == *words, "quoted words are read back");
  return 0;
}
