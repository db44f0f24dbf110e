#include "runner/command.h"

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

namespace perfbench {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kShellOperators = "|&;<>()";

class WordSplitter {
 public:
  explicit WordSplitter(std::string_view text) : text_(text) {}

  Result<std::vector<std::string>> split() {
    while (position_ < text_.size()) {
      if (auto taken = take(); !taken) return fail(taken.error());
    }
    end_word();
    if (words_.empty()) return error("the command is empty");
    return words_;
  }

 private:
  Result<void> take() {
    const char c = text_[position_];
    if (std::string_view(" \t\n").find(c) != std::string_view::npos) {
      end_word();
      ++position_;
      return {};
    }
    if (kShellOperators.find(c) != std::string_view::npos) {
      return error(std::string("'") + c + "' at column " + std::to_string(position_ + 1) +
                   " is a shell operator, and no shell is involved");
    }
    in_word_ = true;
    if (c == '\'') return take_single_quoted();
    if (c == '"') return take_double_quoted();
    if (c == '\\') return take_escaped();
    word_ += c;
    ++position_;
    return {};
  }

  Result<void> take_single_quoted() {
    const std::size_t end = text_.find('\'', position_ + 1);
    if (end == std::string_view::npos) return open_quote();
    word_ += text_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    return {};
  }

  Result<void> take_double_quoted() {
    const std::size_t start = position_++;
    while (position_ < text_.size() && text_[position_] != '"') {
      const bool escape = text_[position_] == '\\' && position_ + 1 < text_.size() &&
                          std::string_view("\"\\$`").find(text_[position_ + 1]) != std::string_view::npos;
      if (escape) ++position_;
      word_ += text_[position_++];
    }
    if (position_ == text_.size()) {
      position_ = start;
      return open_quote();
    }
    ++position_;
    return {};
  }

  Result<void> take_escaped() {
    if (position_ + 1 == text_.size()) return error("the command ends in an escape (\\)");
    word_ += text_[position_ + 1];
    position_ += 2;
    return {};
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  tl::unexpected<Error> open_quote() const {
    return error("the quote at column " + std::to_string(position_ + 1) + " is not closed");
  }

  static tl::unexpected<Error> error(std::string what) {
    return fail({.kind = ErrorKind::usage,
                 .what = std::move(what),
                 .where = "--cmd",
                 .cause = "",
                 .advice = "Quote the character, or ask for a shell with --shell."});
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<std::string> words_;
  std::string word_;
  bool in_word_ = false;
};

bool is_executable_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

// The interpreter that the kernel would start for a script: the first word after #!.
std::optional<std::string> script_interpreter(const fs::path& program) {
  std::ifstream stream(program, std::ios::binary);
  std::string line;
  if (!stream || !std::getline(stream, line) || !line.starts_with("#!")) return std::nullopt;
  const std::size_t start = line.find_first_not_of(" \t", 2);
  if (start == std::string::npos) return std::string();
  return line.substr(start, line.find_first_of(" \t", start) - start);
}

// The dynamic loader that a 64-bit ELF program names.
std::optional<std::string> elf_interpreter(const fs::path& program) {
  std::ifstream stream(program, std::ios::binary);
  Elf64_Ehdr header{};
  if (!stream.read(reinterpret_cast<char*>(&header), sizeof header)) return std::nullopt;
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64) return std::nullopt;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    stream.seekg(static_cast<std::streamoff>(header.e_phoff + i * std::size_t{header.e_phentsize}));
    if (!stream.read(reinterpret_cast<char*>(&segment), sizeof segment)) return std::nullopt;
    if (segment.p_type != PT_INTERP) continue;
    constexpr std::size_t kLongest = 4096;
    std::string name(std::min<std::size_t>(segment.p_filesz, kLongest), '\0');
    stream.seekg(static_cast<std::streamoff>(segment.p_offset));
    stream.read(name.data(), static_cast<std::streamsize>(name.size()));
    name.resize(std::min(name.find('\0'), name.size()));
    return name;
  }
  return std::nullopt;
}

Error command_error(std::string what, const std::string& program, int error_number, std::string advice) {
  return {.kind = ErrorKind::plan,
          .what = std::move(what),
          .where = program,
          .cause = std::strerror(error_number),
          .advice = std::move(advice)};
}

Error explain_missing(const std::string& program, const fs::path& file, int error_number) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return command_error("there is no such program", program, error_number,
                         "Build it first, or check its path; a relative one counts from the working directory.");
  }
  if (const auto interpreter = script_interpreter(file)) {
    return command_error("its interpreter '" + *interpreter + "' (first line) does not exist", program, error_number,
                         "Install the interpreter or mend the script's first line (a carriage return at its end?).");
  }
  if (const auto loader = elf_interpreter(file)) {
    return command_error("its dynamic loader '" + *loader + "' does not exist", program, error_number,
                         "The program was built for another system or C library.");
  }
  return command_error("it cannot be executed", program, error_number, "");
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) { return WordSplitter(text).split(); }

Result<std::string> find_program(const std::string& name, std::string_view search_path) {
  if (name.empty()) return fail(command_error("the command's first word is empty", "''", ENOENT, ""));
  if (name.find('/') != std::string::npos) return name;
  std::string not_executable;
  for (std::size_t start = 0; start <= search_path.size();) {
    const std::size_t end = std::min(search_path.find(':', start), search_path.size());
    const std::string folder(search_path.substr(start, end - start));
    // Absolute, because the worker may start elsewhere.
    std::error_code ignored;
    const std::string candidate = fs::absolute(folder.empty() ? "." : folder, ignored) / name;
    if (is_executable_file(candidate)) return candidate;
    if (not_executable.empty() && ::access(candidate.c_str(), F_OK) == 0) not_executable = candidate;
    start = end + 1;
  }
  if (!not_executable.empty()) return not_executable;
  std::string advice = "It was looked for in PATH";
  advice += ::access(name.c_str(), X_OK) == 0 ? "; the one in this directory is ./" + name + "." : ".";
  return fail(command_error("there is no such program", name, ENOENT, advice));
}

Error explain_exec_failure(const std::string& program, const fs::path& working_directory, int error_number) {
  const fs::path file = working_directory / program;
  std::error_code ignored;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return explain_missing(program, file, error_number);
    case EACCES:
      if (fs::is_directory(file, ignored)) return command_error("it is a directory", program, EISDIR, "");
      if (const auto interpreter = script_interpreter(file); interpreter && ::access(file.c_str(), X_OK) == 0) {
        return command_error("its interpreter '" + *interpreter + "' is not executable", program, error_number, "");
      }
      return command_error("it is not executable", program, error_number, "chmod +x makes it so.");
    case ENOEXEC:
      return command_error("it is neither a program for this machine nor a script that names its interpreter", program,
                           error_number, "Give a script a first line such as #!/bin/sh.");
    case E2BIG:
      return command_error("its arguments and environment are too long for the system", program, error_number, "");
    default:
      return command_error("it cannot be executed", program, error_number, "");
  }
}

}  // namespace perfbench
