#include "cdash/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <memory>

namespace perfbench {

namespace {

la_ssize_t append_to_string(archive*, void* text, const void* bytes, std::size_t size) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

Result<std::string> tar_gz(const std::string& name, std::string_view bytes) {
  std::string packed;
  const std::unique_ptr<archive, decltype(&archive_write_free)> writer(archive_write_new(), archive_write_free);
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);

  archive_write_set_format_ustar(writer.get());
  archive_write_add_filter_gzip(writer.get());
  const bool done =
      archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr) == ARCHIVE_OK &&
      archive_write_set_bytes_in_last_block(writer.get(), 1) == ARCHIVE_OK &&
      archive_write_open(writer.get(), &packed, nullptr, append_to_string, nullptr) == ARCHIVE_OK &&
      archive_write_header(writer.get(), entry.get()) == ARCHIVE_OK &&
      archive_write_data(writer.get(), bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size()) &&
      archive_write_close(writer.get()) == ARCHIVE_OK;
  if (!done) {
    const char* words = archive_error_string(writer.get());
    return fail({.kind = ErrorKind::harness,
                 .what = "the file cannot be packed",
                 .where = name,
                 .cause = words == nullptr ? "" : words,
                 .advice = ""});
  }
  return packed;
}

std::string base64(std::string_view bytes) {
  using namespace boost::archive::iterators;
  using Encoder = base64_from_binary<transform_width<std::string_view::const_iterator, 6, 8>>;
  constexpr std::size_t kLineCharacters = 76;
  std::string text;
  std::size_t column = 0;
  const auto add = [&](char c) {
    if (column == kLineCharacters) {
      text += '\n';
      column = 0;
    }
    text += c;
    ++column;
  };
  for (Encoder at(bytes.begin()), end(bytes.end()); at != end; ++at) add(*at);
  for (std::size_t padding = (3 - bytes.size() % 3) % 3; padding > 0; --padding) add('=');
  return text;
}

}  // namespace perfbench
