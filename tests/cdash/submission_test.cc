#include "cdash/submission.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <pugixml.hpp>

#include "cdash/digest.h"
#include "sample_build.h"
#include "scripted_ask.h"
#include "temporary_folder.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string taken_as(const std::string& id) {
  return "<cdash version=\"5.3\"><status>OK</status><message/><buildId>" + id + "</buildId></cdash>";
}

constexpr const char* kNotTaken = "<cdash><status>ERROR</status><message>not today</message></cdash>";

std::vector<std::string> documents_in(const std::vector<HttpRequest>& requests) {
  std::vector<std::string> documents;
  for (const HttpRequest& request : requests) {
    const std::string name = parameters_of(request)["FileName"];
    documents.push_back(name.substr(name.rfind("___") + 3));
  }
  return documents;
}

constexpr const char* kNoTests = R"({"builds":[]})";

class CdashSubmission : public TemporaryFolder {
 protected:
  Result<Submitted> send(ScriptedAsk& server) {
    told_.clear();
    return submit(submission_, parse_cdash_url("https://cdash.example.org/CDash?project=My%20Project").value(),
                  folder_ / "xml", store_in_place, server.ask(),
                  [this](const std::string& document, std::size_t bytes) { told_.emplace_back(document, bytes); });
  }

  Submission submission_{.build = samples::build(), .tests = samples::tests()};
  std::vector<std::pair<std::string, std::size_t>> told_;
};

TEST_F(CdashSubmission, SendsBuildTestAndDoneInThisOrder) {
  ScriptedAsk server({taken_as("7"), taken_as("7"), taken_as("7")});
  const auto submitted = send(server);
  ASSERT_TRUE(submitted) << to_string(submitted.error());
  EXPECT_EQ(submitted->build_id, "7");
  EXPECT_FALSE(submitted->before);
  EXPECT_THAT(documents_in(server.requests), ElementsAre("Build.xml", "Test.xml", "Done.xml"));
}

TEST_F(CdashSubmission, EachIsAnUploadOfTheDocument) {
  ScriptedAsk server({taken_as("7"), taken_as("7"), taken_as("7")});
  ASSERT_TRUE(send(server));
  for (const HttpRequest& request : server.requests) {
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.content_type, "text/xml");
    EXPECT_EQ(path_of(request), "/CDash/submit.php");
    EXPECT_EQ(parameters_of(request)["project"], "My Project");
    EXPECT_EQ(parameters_of(request)["MD5"], md5_hex(request.body));
  }
  EXPECT_EQ(server.requests[0].body, render_cdash_build(submission_.build));
  EXPECT_EQ(server.requests[1].body, render_cdash_tests(submission_.build, submission_.tests));
  EXPECT_EQ(server.requests[2].body, render_cdash_done("7", submission_.build.end));
}

TEST_F(CdashSubmission, TheQuerySaysWhatTheXmlSays) {
  submission_.build.site = "box & more";  // what would have to be refused has to be encoded all the same
  ScriptedAsk server({taken_as("7"), taken_as("7"), taken_as("7")});
  ASSERT_TRUE(send(server));
  for (std::size_t i = 0; i < 2; ++i) {
    auto parameters = parameters_of(server.requests[i]);
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(server.requests[i].body.c_str()));
    const pugi::xml_node site = document.child("Site");
    EXPECT_EQ(parameters["site"], site.attribute("Name").value());
    EXPECT_EQ(parameters["build"], site.attribute("BuildName").value());
    EXPECT_EQ(parameters["stamp"], site.attribute("BuildStamp").value());
    EXPECT_EQ(parameters["FileName"], parameters["site"] + "___" + parameters["build"] + "___" + parameters["stamp"] +
                                          "___XML___" + (i == 0 ? "Build.xml" : "Test.xml"));
  }
}

TEST_F(CdashSubmission, WhatIsSentStaysInTheFolder) {
  ScriptedAsk server({taken_as("7"), taken_as("7"), taken_as("7")});
  ASSERT_TRUE(send(server));
  EXPECT_EQ(content(folder_ / "xml" / "Build.xml"), server.requests[0].body);
  EXPECT_EQ(content(folder_ / "xml" / "Test.xml"), server.requests[1].body);
  EXPECT_EQ(content(folder_ / "xml" / "Done.xml"), server.requests[2].body);
}

TEST_F(CdashSubmission, EachIsToldWithItsSize) {
  ScriptedAsk server({taken_as("7"), taken_as("7"), taken_as("7")});
  ASSERT_TRUE(send(server));
  EXPECT_THAT(told_, ElementsAre(std::pair{"Build.xml", server.requests[0].body.size()},
                                 std::pair{"Test.xml", server.requests[1].body.size()},
                                 std::pair{"Done.xml", server.requests[2].body.size()}));
}

TEST_F(CdashSubmission, AfterAFailureASecondCallSendsWhatIsLeftAndAThirdNothing) {
  const std::vector<std::string> all = {"Build.xml", "Test.xml", "Done.xml"};
  for (std::size_t failing = 0; failing < all.size(); ++failing) {
    std::filesystem::remove_all(folder_ / "xml");
    ScriptedAsk first;
    for (std::size_t i = 0; i < failing; ++i) first.answer(200, taken_as("7"));
    first.answer(200, kNotTaken);
    const auto failed = send(first);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().what, "the server did not take " + all[failing]);
    EXPECT_EQ(content(folder_ / "xml" / all[failing]), first.requests.back().body) << "it is kept";

    ScriptedAsk second;
    // Whether Test.xml has arrived all the same.
    if (failing == 1) second.answer(200, kNoTests);
    for (std::size_t i = failing; i < all.size(); ++i) second.answer(200, taken_as("7"));
    const auto sent = send(second);
    ASSERT_TRUE(sent) << to_string(sent.error());
    EXPECT_EQ(sent->build_id, "7");
    EXPECT_FALSE(sent->before);
    if (failing == 1) second.requests.erase(second.requests.begin());
    EXPECT_EQ(documents_in(second.requests),
              std::vector(all.begin() + static_cast<std::ptrdiff_t>(failing), all.end()));
    EXPECT_EQ(second.requests.front().target, first.requests.back().target)
        << "the same document, under the same stamp";
    EXPECT_EQ(second.requests.front().body, first.requests.back().body);
    EXPECT_EQ(second.requests.back().body, render_cdash_done("7", submission_.build.end));

    ScriptedAsk third;
    const auto again = send(third);
    ASSERT_TRUE(again) << to_string(again.error());
    EXPECT_EQ(again->build_id, "7");
    EXPECT_TRUE(again->before);
    EXPECT_THAT(third.requests, IsEmpty());
    EXPECT_THAT(told_, IsEmpty());
  }
}

TEST_F(CdashSubmission, ADocumentThatTheServerPutsIntoAnotherBuildIsAnError) {
  ScriptedAsk server({taken_as("7"), taken_as("8")});
  const auto sent = send(server);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().what, "the server put Test.xml into another build");
  EXPECT_EQ(sent.error().cause, "build 8, and what came before it into build 7");
}

TEST_F(CdashSubmission, WithoutAnAnswerTheDocumentCountsAsNotTaken) {
  ScriptedAsk first;
  first.answer(200, taken_as("7")).no_answer("the connection was cut");
  const auto cut = send(first);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().what, "the connection was cut");
  EXPECT_EQ(cut.error().advice, "Ask again.");
  ScriptedAsk second({kNoTests, taken_as("7"), taken_as("7")});
  ASSERT_TRUE(send(second));
  second.requests.erase(second.requests.begin());
  EXPECT_THAT(documents_in(second.requests), ElementsAre("Test.xml", "Done.xml"));
}

std::string row_of_test(const std::string& name, const std::string& build_id) {
  return R"({"builds":[{"testname":")" + name +
         R"(","site":"perf-box-1","buildName":"Linux-x86_64","buildSummaryLink":"build/)" + build_id +
         R"(","testDetailsLink":"test/5"}]})";
}

TEST_F(CdashSubmission, TestsThatAreThereThoughTheAnswerWasLostAreNotSentAgain) {
  ScriptedAsk first;
  first.answer(200, taken_as("7")).no_answer("the connection was cut");
  ASSERT_FALSE(send(first));
  ScriptedAsk second;
  for (const CdashTest& test : submission_.tests) second.answer(200, row_of_test(test.name, "7"));
  second.answer(200, taken_as("7"));
  ASSERT_TRUE(send(second));
  EXPECT_THAT(documents_in({second.requests.back()}), ElementsAre("Done.xml"));
  EXPECT_EQ(second.answers_left(), 0u);
}

TEST_F(CdashSubmission, TestsOfAnotherBuildDoNotCount) {
  ScriptedAsk first;
  first.answer(200, taken_as("7")).no_answer("the connection was cut");
  ASSERT_FALSE(send(first));
  ScriptedAsk second({row_of_test(submission_.tests.front().name, "6"), taken_as("7"), taken_as("7")});
  ASSERT_TRUE(send(second));
  second.requests.erase(second.requests.begin());
  EXPECT_THAT(documents_in(second.requests), ElementsAre("Test.xml", "Done.xml"));
}

TEST_F(CdashSubmission, ADocumentThatCannotBeKeptIsNotSent) {
  ScriptedAsk server;
  const auto submitted = submit(submission_, parse_cdash_url("https://cdash.example.org?project=P").value(), folder_,
                                store_nothing, server.ask(), [](const std::string&, std::size_t) {});
  ASSERT_FALSE(submitted);
  EXPECT_EQ(submitted.error().where, (folder_ / "Build.xml").string());
  EXPECT_THAT(server.requests, IsEmpty());
}

TEST_F(CdashSubmission, ATakenDocumentThatCannotBeNotedIsAnErrorBeforeTheNextIsSent) {
  ScriptedAsk server({taken_as("7")});
  const StoreFile store = [](const std::filesystem::path& file, std::string_view bytes) {
    return file.filename() == "submission.json" ? store_nothing(file, bytes) : store_in_place(file, bytes);
  };
  const auto submitted = submit(submission_, parse_cdash_url("https://cdash.example.org?project=P").value(), folder_,
                                store, server.ask(), [](const std::string&, std::size_t) {});
  ASSERT_FALSE(submitted);
  EXPECT_EQ(submitted.error().where, (folder_ / "submission.json").string());
  EXPECT_EQ(server.requests.size(), 1u);
}

TEST_F(CdashSubmission, WhileAnotherSendsTheSameNothingIsSent) {
  std::filesystem::create_directory(folder_ / "xml");
  const auto other = Journal::open(folder_ / "xml", store_in_place);
  ASSERT_TRUE(other);
  ScriptedAsk server;
  const auto submitted = send(server);
  ASSERT_FALSE(submitted);
  EXPECT_THAT(submitted.error().what, HasSubstr("another perfbench submit"));
}

TEST_F(CdashSubmission, ToOnlyWriteTheDocumentsAsksNobody) {
  ASSERT_TRUE(write_documents(submission_, folder_, store_in_place));
  EXPECT_EQ(content(folder_ / "Build.xml"), render_cdash_build(submission_.build));
  EXPECT_EQ(content(folder_ / "Test.xml"), render_cdash_tests(submission_.build, submission_.tests));
  EXPECT_EQ(content(folder_ / "Done.xml"), render_cdash_done("", submission_.build.end));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "submission.json"));
}

TEST_F(CdashSubmission, ADocumentThatCannotBeWrittenIsAnError) {
  for (const std::string document : {"Build.xml", "Test.xml", "Done.xml"}) {
    const StoreFile store = [&](const std::filesystem::path& file, std::string_view bytes) {
      return file.filename() == document ? store_nothing(file, bytes) : store_in_place(file, bytes);
    };
    const auto written = write_documents(submission_, folder_, store);
    ASSERT_FALSE(written) << document;
    EXPECT_EQ(written.error().where, (folder_ / document).string());
  }
}

}  // namespace
}  // namespace perfbench
