#include "otlp_export/headers.h"

#include <gmock/gmock.h>

namespace perfbench::otlp_export {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

TEST(OtlpHeaders, AreNamesAndDecodedValues) {
  EXPECT_THAT(parse_headers("api-key=secret").value(), ElementsAre(Pair("api-key", "secret")));
  EXPECT_THAT(parse_headers(" a = 1 ,, Authorization=Basic%20dTpw%3D%3D,b=x=y,").value(),
              ElementsAre(Pair("a", "1"), Pair("Authorization", "Basic dTpw=="), Pair("b", "x=y")));
  EXPECT_THAT(parse_headers("a=one%2Ctwo,empty=").value(), ElementsAre(Pair("a", "one,two"), Pair("empty", "")));
  EXPECT_THAT(parse_headers("").value(), IsEmpty());
}

TEST(OtlpHeaders, APlusIsNoBlank) { EXPECT_THAT(parse_headers("a=x+y").value(), ElementsAre(Pair("a", "x+y"))); }

TEST(OtlpHeaders, WhatIsNoneIsToldByItsPlaceAndNotShown) {
  for (const char* text : {"a=1,sesame", "a=1,=sesame", "a=1,sesame me=2", "a=1,b=sesame%0d%0aX: y", "a=1,b=%00sesame",
                           "a=1,sesame%3Ab=2"}) {
    const auto headers = parse_headers(text);
    ASSERT_FALSE(headers) << text;
    EXPECT_EQ(headers.error().kind, ErrorKind::usage);
    EXPECT_THAT(headers.error().what, HasSubstr("entry 2")) << text;
    EXPECT_THAT(to_string(headers.error()), Not(HasSubstr("sesame"))) << text;
  }
}

}  // namespace
}  // namespace perfbench::otlp_export
