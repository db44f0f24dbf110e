#include "cdash/submission.h"

#include "cdash/answer.h"
#include "cdash/digest.h"
#include "cdash/verification.h"
#include "http/query.h"

namespace perfbench {

namespace {

constexpr const char* kBuildDocument = "Build.xml";
constexpr const char* kTestDocument = "Test.xml";
constexpr const char* kDoneDocument = "Done.xml";

// The query says once more what stands in the document; where they differ, CDash makes two builds.
HttpRequest upload(const CdashServer& server, const CdashBuild& build, const std::string& document, std::string bytes) {
  const std::string file_name = build.site + "___" + build.name + "___" + build.stamp + "___XML___" + document;
  const std::string target = with_query(server.base_path + "/submit.php", {{"project", server.project},
                                                                           {"FileName", file_name},
                                                                           {"build", build.name},
                                                                           {"site", build.site},
                                                                           {"stamp", build.stamp},
                                                                           {"MD5", md5_hex(bytes)}});
  return {.method = "PUT", .target = target, .body = std::move(bytes), .content_type = "text/xml"};
}

Error two_builds(const std::string& first, const std::string& second, const std::string& document) {
  return {.kind = ErrorKind::harness,
          .what = "the server put " + document + " into another build",
          .where = "",
          .cause = "build " + second + ", and what came before it into build " + first,
          .advice = "Somebody else may have sent a build of the same site, name and stamp, or removed the first."};
}

}  // namespace

Result<void> write_documents(const Submission& submission, const std::filesystem::path& folder,
                             const StoreFile& store) {
  auto written = store(folder / kBuildDocument, render_cdash_build(submission.build));
  if (written) written = store(folder / kTestDocument, render_cdash_tests(submission.build, submission.tests));
  if (written) written = store(folder / kDoneDocument, render_cdash_done("", submission.build.end));
  return written;
}

Result<Submitted> submit(const Submission& submission, const CdashServer& server, const std::filesystem::path& folder,
                         const StoreFile& store, const Ask& ask, const Sending& sending) {
  auto journal = Journal::open(folder, store);
  if (!journal) return fail(journal.error());
  if (const std::string id = journal->build_id(kDoneDocument); !id.empty()) {
    return Submitted{.build_id = id, .before = true};
  }
  std::string build_id;
  const auto has_tests_already = [&] { return has_tests(server, submission, build_id, ask); };
  const auto send = [&](const char* document, std::string bytes, std::function<bool()> has_arrived) -> Result<void> {
    if (const std::string known = journal->build_id(document); !known.empty()) {
      build_id = known;
      return {};
    }
    if (auto kept = store(folder / document, bytes); !kept) return kept;
    sending(document, bytes.size());
    HttpRequest request = upload(server, submission.build, document, std::move(bytes));
    request.has_arrived = std::move(has_arrived);
    const auto response = ask(request);
    if (!response) return fail(response.error());
    if (!response->only_arrived) {
      auto id = build_id_of(*response, document);
      if (!id) return fail(id.error());
      if (!build_id.empty() && *id != build_id) return fail(two_builds(build_id, *id, document));
      build_id = std::move(*id);
    }
    return journal->note(document, build_id);
  };
  const bool begun = !journal->build_id(kBuildDocument).empty();
  auto sent = send(kBuildDocument, render_cdash_build(submission.build), {});
  if (!sent) return fail(sent.error());
  // The answer to an earlier call may have been lost.
  if (begun && journal->build_id(kTestDocument).empty() && has_tests_already()) {
    sent = journal->note(kTestDocument, build_id);
  }
  if (sent) sent = send(kTestDocument, render_cdash_tests(submission.build, submission.tests), has_tests_already);
  if (sent) sent = send(kDoneDocument, render_cdash_done(build_id, submission.build.end), {});
  if (!sent) return fail(sent.error());
  return Submitted{.build_id = build_id, .before = false};
}

}  // namespace perfbench
