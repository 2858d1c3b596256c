/* tests/gcc/cxx.cc - C++ on XINIM: streams, exceptions, threads and containers.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
/* First, so that they have to do by themselves. */
#include <xinim/abi.h>
#include <xinim/device.h>
#include <xinim/message.h>
#include <xinim/notify.h>
#include <xinim/stats.h>
#include <xinim/task.h>
#include <xinim/trace.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <list>
#include <locale>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>
#include <typeinfo>
#include <unordered_map>
#include <variant>
#include <vector>

#include <cxxabi.h>
#include <ftw.h>
#include <pthread.h>
#include <unistd.h>

namespace
{
unsigned int failures;

#define EXPECT(e)                                                                   \
	do {                                                                        \
		if (!(e)) {                                                         \
			failures++;                                                 \
			std::cout << "  " << #e << " is false (line " << __LINE__   \
				  << ")\n";                                         \
		}                                                                   \
	} while (0)

/* Made before main(), in order, and taken apart after it. */
std::vector<int> early{ 1, 2, 3 };

struct counted {
	static int alive;

	counted()
	{
		alive++;
	}
	counted(const counted &)
	{
		alive++;
	}
	~counted()
	{
		alive--;
	}
};
int counted::alive;

void streams()
{
	std::ostringstream out;
	std::istringstream in("17 0x1f 2.5 word");
	int a = 0, b = 0;
	double c = 0;
	std::string d;

	out << std::setw(6) << std::setfill('*') << 42 << ' ' << std::hex << 255 << ' '
	    << std::fixed << std::setprecision(3) << 2.0 / 3 << ' ' << std::boolalpha << true;
	EXPECT(out.str() == "****42 ff 0.667 true");
	in >> a >> std::hex >> b >> std::dec >> c >> d;
	EXPECT(a == 17 && b == 31 && c == 2.5 && d == "word");
	in >> a;
	EXPECT(in.eof() && in.fail());

	std::ofstream("/tmp/text") << "one\ntwo\nthree\n";
	std::ifstream file("/tmp/text");
	std::string line;
	int lines = 0;
	while (std::getline(file, line))
		lines++;
	EXPECT(lines == 3 && line == "");
	EXPECT(!std::ifstream("/tmp/none"));

	std::wostringstream wide;
	wide << L"\u00e4" << 7;
	EXPECT(wide.str().size() == 2);
}

/* Facets have their locale, whatever the program's is; a mixture has a name. */
void locales()
{
	const std::locale utf8("C.UTF-8");
	const std::wstring text = L"gr\u00fc\u00df \u20ac \U0001F600";
	std::wstring line;
	std::ostringstream date;
	std::tm day{};

	EXPECT(utf8.name() == "C.UTF-8");
	{
		std::wofstream out;
		out.imbue(utf8);
		out.open("/tmp/wide");
		for (int i = 0; i < 2000; i++)
			out << text;
	}
	EXPECT(std::filesystem::file_size("/tmp/wide") == 2000 * 15);
	std::wifstream in;
	in.imbue(utf8);
	in.open("/tmp/wide");
	std::getline(in, line);
	EXPECT(line.size() == 2000 * text.size() &&
		line.substr(1999 * text.size()) == text);
	EXPECT(std::isalpha(L'\u00e4', utf8) &&
		std::toupper(L'\u00e4', utf8) == L'\u00c4');
	EXPECT(std::use_facet<std::ctype<wchar_t>>(utf8).narrow(L'\u00e4', '?') == '?');
	using conversion = std::codecvt<wchar_t, char, std::mbstate_t>;
	EXPECT(std::use_facet<conversion>(utf8).encoding() == 0);
	date.imbue(utf8);
	date << std::put_time(&day, "%A");
	EXPECT(date.str() == "Sunday");
	EXPECT(MB_CUR_MAX == 1);

	setenv("LC_CTYPE", "C.UTF-8", 1);
	std::locale::global(std::locale(""));
	EXPECT(MB_CUR_MAX > 1 && std::locale().name().find("LC_CTYPE=C.UTF-8;") == 0);
	std::locale::global(std::locale::classic());
	EXPECT(MB_CUR_MAX == 1);
	unsetenv("LC_CTYPE");
	for (const char *name :
		{ "de_DE.UTF-8", "C.none", "LC_CTYPE=C.UTF-8;LC_TIME=none" })
		try {
			EXPECT(std::locale(name) == std::locale::classic());
			EXPECT(false);
		} catch (const std::runtime_error &) {
		}
}

int thrower(int depth)
{
	counted here;

	if (depth == 0)
		throw std::out_of_range("deep");
	return thrower(depth - 1) + 1;
}

struct base {
	virtual ~base() = default;
};
struct derived : base {
};

void exceptions()
{
	std::string what;

	try {
		thrower(50);
	} catch (const std::logic_error &e) {
		what = e.what();
	}
	EXPECT(what == "deep" && counted::alive == 0);

	std::exception_ptr kept;
	try {
		try {
			std::vector<int>().at(3);
		} catch (...) {
			std::throw_with_nested(std::runtime_error("outer"));
		}
	} catch (...) {
		kept = std::current_exception();
	}
	int levels = 0;
	try {
		std::rethrow_exception(kept);
	} catch (const std::runtime_error &e) {
		levels++;
		try {
			std::rethrow_if_nested(e);
		} catch (const std::out_of_range &) {
			levels++;
		}
	}
	EXPECT(levels == 2);

	bool bad = false;
	try {
		base plain;
		base &reference = plain;
		dynamic_cast<derived &>(reference);
	} catch (const std::bad_cast &) {
		bad = true;
	}
	EXPECT(bad);
	bad = false;
	try {
		volatile std::size_t much = std::size_t(1) << 60;
		delete[] new char[much];
	} catch (const std::bad_alloc &) {
		bad = true;
	}
	EXPECT(bad);
	EXPECT(std::error_code(ENOENT, std::generic_category()).message() ==
		std::string(std::strerror(ENOENT)));
}

[[noreturn]] int compare(const void *, const void *)
{
	counted here;

	throw 5;
}

[[noreturn]] void handler(int)
{
	throw 6;
}

/* caught(function): the number that it throws. */
template <typename F> int caught(F function)
{
	try {
		function();
	} catch (int number) {
		return number;
	}
	return 0;
}

/* Through functions of C, and out of a signal's handler. */
void through_c()
{
	int numbers[4] = { 2, 1, 4, 3 };
	struct sigaction act = {};

	EXPECT(caught([&] { std::qsort(numbers, 4, sizeof(int), compare); }) == 5);
	EXPECT(caught([] {
		nftw("/tmp", [](const char *, const struct stat *, int, struct FTW *) -> int {
			throw 7;
		}, 2, 0);
	}) == 7);
	EXPECT(counted::alive == 0);

	act.sa_handler = handler;
	act.sa_flags = SA_NODEFER;
	sigaction(SIGUSR1, &act, nullptr);
	for (int i = 0; i < 2; i++)
		EXPECT(caught([] {
			counted here;

			raise(SIGUSR1);
		}) == 6);
	EXPECT(counted::alive == 0);

	/* What threw has not been done once. */
	std::once_flag once;
	std::atomic<int> runs{ 0 }, thrown{ 0 };
	std::vector<std::thread> pool;
	for (int i = 0; i < 4; i++)
		pool.emplace_back([&] {
			thrown += caught([&] {
				std::call_once(once, [&] {
					if (runs++ < 2)
						throw 1;
				});
			});
		});
	for (auto &t : pool)
		t.join();
	EXPECT(runs == 3 && thrown == 2);
}

/* A thread that ends on its way leaves its functions as by an exception. */
std::string left;

struct leaving {
	const char *name;

	~leaving()
	{
		left += name;
	}
};

void *end_by_exit(void *)
{
	leaving outer{ "o" };

	[] {
		leaving inner{ "i" };

		pthread_exit(&left);
	}();
	return nullptr;
}

void *end_by_cancel(void *ready)
{
	leaving outer{ "o" };

	pthread_cleanup_push([](void *) { left += "c"; }, nullptr);
	try {
		leaving inner{ "i" };

		*static_cast<std::atomic<bool> *>(ready) = true;
		for (;;)
			pause();
	} catch (const abi::__forced_unwind &) {
		left += "f";
		throw;
	}
	pthread_cleanup_pop(0);
	return nullptr;
}

void ends()
{
	std::atomic<bool> ready{ false };
	void *result = nullptr;
	pthread_t t;

	left = "";
	EXPECT(pthread_create(&t, nullptr, end_by_exit, nullptr) == 0);
	EXPECT(pthread_join(t, &result) == 0 && result == &left);
	EXPECT(left == "io");

	left = "";
	EXPECT(pthread_create(&t, nullptr, end_by_cancel, &ready) == 0);
	while (!ready)
		std::this_thread::yield();
	EXPECT(pthread_cancel(t) == 0);
	EXPECT(pthread_join(t, &result) == 0 && result == PTHREAD_CANCELED);
	EXPECT(left == "ifco");

	left = "";
	EXPECT(caught([] {
		pthread_cleanup_push([](void *) { left += "c"; }, nullptr);
		throw 3;
		pthread_cleanup_pop(0);
	}) == 3);
	EXPECT(left == "c");
}

void containers()
{
	std::vector<int> v(1000);
	std::mt19937 random(1);
	std::map<std::string, int> words;
	std::unordered_map<int, std::string> names;
	std::deque<int> d{ 3, 1, 2 };
	std::list<int> l(d.begin(), d.end());
	std::set<int> s(d.begin(), d.end());

	EXPECT(early.size() == 3 && early[2] == 3);
	std::iota(v.begin(), v.end(), 0);
	std::shuffle(v.begin(), v.end(), random);
	EXPECT(!std::is_sorted(v.begin(), v.end()));
	std::sort(v.begin(), v.end());
	EXPECT(std::is_sorted(v.begin(), v.end()) && v[999] == 999);
	for (const char *word : { "a", "b", "a", "c", "a" })
		words[word]++;
	EXPECT(words.size() == 3 && words["a"] == 3);
	for (int i = 0; i < 1000; i++)
		names[i] = std::to_string(i);
	EXPECT(names.size() == 1000 && names.at(77) == "77");
	l.sort();
	EXPECT(std::equal(l.begin(), l.end(), s.begin()));

	std::variant<int, std::string> either = std::string("text");
	std::optional<int> none;
	EXPECT(std::get<std::string>(either) == "text" && none.value_or(5) == 5);
	EXPECT(std::regex_match("2026-11-23", std::regex("(\\d{4})-(\\d\\d)-(\\d\\d)")));

	auto owner = std::make_shared<counted>();
	std::weak_ptr<counted> watcher = owner;
	EXPECT(counted::alive == 1 && !watcher.expired());
	owner.reset();
	EXPECT(counted::alive == 0 && watcher.expired());
}

thread_local int own = 7;
thread_local std::string own_text = "fresh";

std::atomic<int> living{ 0 };
struct tracked {
	int factor = 1;

	tracked()
	{
		living++;
	}
	~tracked()
	{
		living--;
	}
};
thread_local tracked own_tracked;

void threads()
{
	std::vector<std::thread> pool;
	std::atomic<int> sum{ 0 };
	std::mutex mutex;
	std::map<std::thread::id, int> seen;

	for (int i = 0; i < 8; i++)
		pool.emplace_back([&, i] {
			own += i;
			own_text += std::to_string(i);
			for (int n = 0; n < 1000; n++)
				sum++;
			std::lock_guard<std::mutex> hold(mutex);
			seen[std::this_thread::get_id()] = own;
		});
	for (auto &t : pool)
		t.join();
	EXPECT(sum == 8000 && seen.size() == 8 && own == 7 && own_text == "fresh");
	EXPECT(std::thread::hardware_concurrency() >= 1);

	/* A thread's own object lives as long as the thread. */
	int at_first = living, in_thread = 0;
	std::thread([&] { in_thread = own_tracked.factor * living; }).join();
	EXPECT(in_thread == at_first + 1 && living == at_first);

	/* A queue between two threads. */
	std::condition_variable filled;
	std::deque<int> queue;
	long total = 0;
	std::thread consumer([&] {
		for (int n = 0; n < 1000; n++) {
			std::unique_lock<std::mutex> hold(mutex);
			filled.wait(hold, [&] { return !queue.empty(); });
			total += queue.front();
			queue.pop_front();
		}
	});
	for (int i = 1; i <= 1000; i++) {
		std::lock_guard<std::mutex> hold(mutex);
		queue.push_back(i);
		filled.notify_one();
	}
	consumer.join();
	EXPECT(total == 500500);

	/* An exception of another thread's, and a value. */
	auto good = std::async(std::launch::async, [] { return 6 * 7; });
	auto bad = std::async(std::launch::async,
		[]() -> int { throw std::domain_error("there"); });
	EXPECT(good.get() == 42);
	std::string what;
	try {
		bad.get();
	} catch (const std::domain_error &e) {
		what = e.what();
	}
	EXPECT(what == "there");

	std::once_flag once;
	int calls = 0;
	for (int i = 0; i < 3; i++)
		std::call_once(once, [&] { calls++; });
	EXPECT(calls == 1);

	std::unique_lock<std::mutex> hold(mutex);
	auto before = std::chrono::steady_clock::now();
	EXPECT(!filled.wait_for(hold, std::chrono::milliseconds(20), [] { return false; }));
	EXPECT(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(20));

	std::shared_mutex many;
	std::shared_lock<std::shared_mutex> one(many), two(many, std::try_to_lock);
	EXPECT(two.owns_lock() && !many.try_lock());
}

void files()
{
	namespace fs = std::filesystem;
	std::error_code error;

	fs::create_directories("/tmp/a/b/c");
	std::ofstream("/tmp/a/b/file") << "0123456789";
	EXPECT(fs::file_size("/tmp/a/b/file") == 10 && fs::is_directory("/tmp/a/b/c"));
	fs::copy_file("/tmp/a/b/file", "/tmp/a/copy");
	fs::rename("/tmp/a/copy", "/tmp/a/moved");
	int found = 0;
	for (const auto &entry : fs::recursive_directory_iterator("/tmp/a"))
		found += entry.is_regular_file();
	EXPECT(found == 2);
	EXPECT(fs::remove_all("/tmp/a") == 5 && !fs::exists("/tmp/a"));
	EXPECT(fs::file_size("/tmp/none", error) == std::uintmax_t(-1));
	EXPECT(error == std::errc::no_such_file_or_directory);
}

struct {
	const char *name;
	void (*run)();
} const cases[] = {
	{ "streams", streams },
	{ "locales", locales },
	{ "exceptions", exceptions },
	{ "through C", through_c },
	{ "ends", ends },
	{ "containers", containers },
	{ "threads", threads },
	{ "files", files },
};
} // namespace

int main()
{
	unsigned int bad = 0;

	std::filesystem::create_directory("/tmp");
	for (const auto &c : cases) {
		failures = 0;
		try {
			c.run();
		} catch (const std::exception &e) {
			failures++;
			std::cout << "  " << typeid(e).name() << ": " << e.what() << '\n';
		}
		std::cout << (failures == 0 ? "ok " : "not ok ") << c.name << std::endl;
		bad += failures;
	}
	return bad != 0;
}
