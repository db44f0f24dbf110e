#include "progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "message.h"

namespace perfbench {

namespace {

constexpr std::chrono::milliseconds kRedrawInterval(100);
constexpr std::chrono::seconds kLineInterval(10);

std::string clock_time(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (seconds >= 3600) return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

std::string bar(double share, int width, bool unicode) {
  const int filled = static_cast<int>(std::lround(share * width));
  std::string text;
  for (int i = 0; i < width; ++i) {
    if (unicode) {
      text += i < filled ? "█" : "░";
    } else {
      text += i < filled ? '#' : '.';
    }
  }
  return text;
}

// Good enough to look at while it changes; in no order afterwards.
double middle_of(std::vector<double>& values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

Progress::Progress(const Plan& plan, const TerminalTraits& terminal, bool quiet)
    : plan_(plan), terminal_(terminal), quiet_(quiet), start_(std::chrono::steady_clock::now()), last_shown_(start_) {
  if (quiet_) return;
  if (terminal_.interactive) {
    draw();
  } else {
    print_message(fmt::format("{}: {} warm-up + {} iterations of {}", plan_.name, plan_.warmup, plan_.iterations,
                              plan_.worker.display));
  }
}

Progress::~Progress() { finish(); }

void Progress::warmed_up(int done) {
  warmup_done_ = done;
  tick();
}

void Progress::iteration_done(const IterationRecord& iteration) {
  durations_.push_back(iteration.figures.duration_ms.value_or(0));
  failures_ += failed_workers(iteration);
  tick();
}

void Progress::tick() {
  if (quiet_) return;
  const auto now = std::chrono::steady_clock::now();
  if (terminal_.interactive && now - last_shown_ >= kRedrawInterval) {
    last_shown_ = now;
    draw();
  } else if (!terminal_.interactive && now - last_shown_ >= kLineInterval) {
    last_shown_ = now;
    print_line();
  }
}

std::string Progress::state() {
  const auto elapsed = std::chrono::steady_clock::now() - start_;
  const int total = plan_.warmup + plan_.iterations;
  std::string text = warmup_done_ < plan_.warmup ? fmt::format("warm-up {}/{}", warmup_done_ + 1, plan_.warmup)
                                                 : fmt::format("{}/{}", durations_.size(), plan_.iterations);
  text += "  " + clock_time(elapsed);
  if (done() > 0) text += "  about " + clock_time(elapsed / done() * (total - done())) + " left";
  if (!durations_.empty()) text += fmt::format("  p50 {:.4g} ms", middle_of(durations_));
  if (failures_ > 0) text += fmt::format("  {} failed", failures_);
  return text;
}

void Progress::draw() {
  const std::string text = state();
  const int total = plan_.warmup + plan_.iterations;
  const int room = terminal_.style.width - static_cast<int>(text.size()) - 4;
  std::string line = "\r\x1b[K";
  if (room >= 10) {
    constexpr int kWidestBar = 40;
    line += bar(static_cast<double>(done()) / total, std::min(room, kWidestBar), terminal_.style.unicode) + "  ";
  }
  line += text.substr(0, static_cast<std::size_t>(std::max(0, terminal_.style.width - 1)));
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::print_line() { print_message(plan_.name + ": " + state()); }

void Progress::finish() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

}  // namespace perfbench
