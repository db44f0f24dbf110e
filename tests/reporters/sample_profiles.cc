#include "sample_profiles.h"

#include <initializer_list>

namespace perfbench::samples {

namespace {

constexpr double kPeriodMs = 1.001001;

void add_stack(StackProfile& profile, std::initializer_list<StackFrame> frames, long long samples) {
  if (samples == 0) return;
  CallStack stack;
  for (const StackFrame& frame : frames) stack.push_back(profile.index_of(frame.function, frame.module));
  profile.add(stack, {.weight_ms = kPeriodMs * static_cast<double>(samples), .samples = samples});
}

StackProfile rendering_of(long long blended, long long looked_up) {
  const StackFrame main{"main", "page"};
  const StackFrame render{"render(Page const&)", "page"};
  const StackFrame blend{"blend<std::vector<unsigned char> >", "page"};
  const StackFrame walk{"walk", "page"};
  const StackFrame copy{"__memmove_avx_unaligned_erms", "libc.so.6"};
  const StackFrame fault{"clear_page_erms", "[kernel.kallsyms]"};
  StackProfile profile;
  profile.runs = 3;
  add_stack(profile, {main, render, blend}, blended);
  add_stack(profile, {main, render, blend, copy}, 60);
  add_stack(profile, {main, render, blend, copy, fault}, 25);
  add_stack(profile, {main, render, walk, walk, walk}, 90);
  add_stack(profile, {main, render, walk}, 15);
  add_stack(profile, {main, {"load", "page"}, copy}, 40);
  add_stack(profile, {main, {"load", "page"}, unresolved_frame("libz.so.1", 0x1834, "48dc540c8b76")}, 30);
  add_stack(profile, {main, {"render_cache::find", "page"}}, looked_up);
  add_stack(profile, {{"[unknown]", "[jit]"}}, 4);
  return profile;
}

}  // namespace

StackProfile rendering() { return rendering_of(300, 0); }

StackProfile rendering_before() { return rendering_of(150, 60); }

StackProfile hostile_names() {
  StackProfile profile;
  profile.runs = 1;
  profile.losses = {.lost_samples = 7,
                    .cut_names = 0,
                    .folded_frames = 0,
                    .cut_stacks = 2,
                    .unread_lines = 0,
                    .cut_runs = 0,
                    .unseen_pct = 0,
                    .without_kernel = false};
  const StackFrame script{"</script><img src=x onerror=document.title='owned'>", "<b>"};
  add_stack(profile, {{"# comment; 7", ""}, {"100% [sure]", ""}, script}, 5);
  add_stack(profile, {{"# comment; 7", ""}, {"<!--<script>", "a [b"}, {"line\u2028end \"quoted\" 'n \\u003c", "]]>"}},
            9);
  add_stack(profile, {{"日本語::関数", "😀.so"}, {"f [g]", "[kernel.kallsyms]"}}, 4);
  // Of another time between samples than the others
  profile.add(CallStack{profile.index_of("%3B %25", "%20")}, {.weight_ms = 50, .samples = 1});
  return profile;
}

}  // namespace perfbench::samples
