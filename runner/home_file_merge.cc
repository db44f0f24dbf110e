#include "runner/home_file_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#define TOML_ASSERT(expression) static_assert(true)  // a malformed file is an error, and not the program's end
#include <toml++/toml.h>

namespace perfbench {

namespace {

using nlohmann::ordered_json;

enum class HomeFileKind { toml, json, other };

HomeFileKind kind_of_name(const std::filesystem::path& name) {
  const std::filesystem::path extension = name.extension();
  if (extension == ".toml") return HomeFileKind::toml;
  return extension == ".json" ? HomeFileKind::json : HomeFileKind::other;
}

HomeFileKind kind_of(const std::filesystem::path& destination, std::span<const HomeFileText> texts) {
  HomeFileKind kind = kind_of_name(destination);
  for (const HomeFileText& text : texts) {
    if (kind == HomeFileKind::other) kind = kind_of_name(text.source);
  }
  return kind;
}

Error syntax_error(const char* language, std::string where, std::string_view cause) {
  return {.kind = ErrorKind::plan,
          .what = fmt::format("the home file cannot be merged: it is no {}", language),
          .where = std::move(where),
          .cause = std::string(cause),
          .advice = "Placeholders as @HOME@ are replaced after the merge; they belong into strings."};
}

void merge_tables(toml::table& base, toml::table&& over) {
  for (auto&& [key, value] : over) {
    toml::table* const below = base.get_as<toml::table>(key);
    toml::table* const table = value.as_table();
    if (below != nullptr && table != nullptr) {
      merge_tables(*below, std::move(*table));
    } else {
      base.insert_or_assign(key, std::move(value));
    }
  }
}

bool is_bare_key(std::string_view key) {
  const auto is_bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !key.empty() && std::ranges::all_of(key, is_bare);
}

// Of what the library can write only single values, strings on one line: it leaves quotes away that some keys need, and
// writes some texts of several lines so that they read otherwise.
class TomlWriter {
 public:
  // Its own values first, then its tables, below `path`.
  void write_table(const std::string& path, const toml::table& table) {
    bool has_header = path.empty();
    const auto begin = [&] {
      if (!has_header) out_ << '[' << path << "]\n";
      has_header = true;
    };
    if (table.empty()) begin();
    for (const auto& [key, value] : table) {
      if (value.is_table()) continue;
      begin();
      write_member(key.str(), value);
      out_ << '\n';
    }
    for (const auto& [key, value] : table) {
      const toml::table* const below = value.as_table();
      if (below != nullptr) write_table((path.empty() ? "" : path + ".") + written_key(key.str()), *below);
    }
  }

  std::string text() && { return std::move(out_).str(); }

 private:
  static toml::toml_formatter formatted(const toml::node& value) {
    return toml::toml_formatter(value, toml::format_flags::allow_unicode_strings);
  }

  static std::string written_key(std::string_view key) {
    if (is_bare_key(key)) return std::string(key);
    std::ostringstream quoted;
    quoted << formatted(toml::value<std::string>(key));
    return std::move(quoted).str();
  }

  void write_member(std::string_view key, const toml::node& value) {
    out_ << written_key(key) << " = ";
    write_value(value);
  }

  void write_value(const toml::node& value) {
    const char* separator = "";
    if (const toml::table* const table = value.as_table(); table != nullptr) {
      out_ << '{';
      for (const auto& [key, member] : *table) {
        out_ << std::exchange(separator, ", ");
        write_member(key.str(), member);
      }
      out_ << '}';
    } else if (const toml::array* const array = value.as_array(); array != nullptr) {
      out_ << '[';
      for (const toml::node& element : *array) {
        out_ << std::exchange(separator, ", ");
        write_value(element);
      }
      out_ << ']';
    } else {
      out_ << formatted(value);
    }
  }

  std::ostringstream out_;
};

Result<std::string> merge_toml(std::span<const HomeFileText> texts) {
  toml::table merged;
  for (const HomeFileText& text : texts) {
    try {
      merge_tables(merged, toml::parse(std::string_view(text.bytes)));
    } catch (const toml::parse_error& error) {
      const toml::source_position at = error.source().begin;
      return fail(
          syntax_error("TOML", fmt::format("{}:{}:{}", text.source.string(), at.line, at.column), error.description()));
    }
  }
  TomlWriter writer;
  writer.write_table("", merged);
  return std::move(writer).text();
}

// "path:line:column" of the byte, counted from 1, at which parsing ended.
std::string position(const HomeFileText& text, std::size_t byte) {
  const std::string_view before = std::string_view(text.bytes).substr(0, byte == 0 ? 0 : byte - 1);
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 where there is none: npos + 1
  return fmt::format("{}:{}:{}", text.source.string(), std::ranges::count(before, '\n') + 1,
                     before.size() - line_begin + 1);
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error ..." without what was said already.
std::string_view cause_of(const nlohmann::json::exception& error) {
  const std::string_view text = error.what();
  for (const std::string_view end : {": ", "] "}) {
    if (const std::size_t at = text.find(end); at != std::string_view::npos) return text.substr(at + end.size());
  }
  return text;
}

Result<ordered_json> parse_json(const HomeFileText& text) {
  try {
    return ordered_json::parse(text.bytes, nullptr, true, true);
  } catch (const ordered_json::parse_error& error) {
    return fail(syntax_error("JSON", position(text, error.byte), cause_of(error)));
  } catch (const ordered_json::exception& error) {
    return fail(syntax_error("JSON", text.source.string(), cause_of(error)));
  }
}

Result<std::string> merge_json(std::span<const HomeFileText> texts) {
  auto merged = parse_json(texts.front());
  if (!merged) return fail(merged.error());
  for (const HomeFileText& text : texts.subspan(1)) {
    const auto patch = parse_json(text);
    if (!patch) return fail(patch.error());
    merged->merge_patch(*patch);
  }
  return merged->dump(2) + "\n";
}

std::string append_all(std::span<const HomeFileText> texts) {
  std::string merged;
  for (const HomeFileText& text : texts) {
    if (!merged.empty() && !merged.ends_with('\n')) merged += '\n';
    merged += text.bytes;
  }
  return merged;
}

}  // namespace

Result<std::string> merge_home_files(const std::filesystem::path& destination, std::span<const HomeFileText> texts) {
  if (texts.size() == 1) return texts.front().bytes;
  switch (kind_of(destination, texts)) {
    case HomeFileKind::toml:
      return merge_toml(texts);
    case HomeFileKind::json:
      return merge_json(texts);
    case HomeFileKind::other:
      break;
  }
  return append_all(texts);
}

}  // namespace perfbench
