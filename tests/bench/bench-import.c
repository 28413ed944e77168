/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-import [ROWS [DIRECTORY]]: importing a list against sqlite3's own .import of the same file. */
#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "worker/esp-import-job.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define DEFAULT_ROWS 1000000
#define SEED 20250318
/* The goals: at most so many times the wall time of .import, and so much memory. */
#define GOAL_RATIO 2.5
#define GOAL_RSS_MB 200

static const char *const families[] = {
  "김", "이", "박", "최", "정", "강", "조", "윤", "장", "임"
};
static const char *const givens[] = { "민지", "서연", "지훈", "도윤", "하은", "수빈",
                                      "예준", "지우", "유나", "현우", "은서", "시우",
                                      "채원", "건우", "다은", "태양" };
static const char *const cities[] = {
  "서울", "부산", "대구", "인천", "광주", "대전", "울산", "수원"
};
static const char *const titles[] = { "대표", "팀장", "매니저", "연구원", "디자이너", "개발자" };
static const char *const sources[] = { "홈페이지", "전시회", "추천", "광고", "세미나" };
static const char *const interests[] = { "가구", "조명", "정원", "주방", "침구", "문구" };

#define PICK(random, list) list[esp_random_below (random, G_N_ELEMENTS (list))]

static const char header[] =
  "이름,이메일,휴대폰,회사,직함,국가,도시,언어,유입경로,고객번호,가입일,관심사,방문수,"
  "구매액,VIP,생일,최근방문,메모,등급,추천인\n";

/* The baseline's table: the columns of the file in order, with the types and the indexes of ours. */
static const char baseline_sql[] =
  "CREATE TABLE lead (name TEXT, email TEXT COLLATE NOCASE, phone TEXT, company TEXT, title TEXT,"
  " country TEXT, city TEXT, language TEXT, source TEXT, external_id TEXT, created_at TEXT,"
  " c1 TEXT, c2 INTEGER, c3 REAL, c4 TEXT, c5 TEXT, c6 TEXT, c7 TEXT, c8 TEXT, c9 TEXT) STRICT;"
  "CREATE UNIQUE INDEX lead_email ON lead (email) WHERE email IS NOT NULL;"
  "CREATE INDEX lead_phone ON lead (phone) WHERE phone IS NOT NULL;"
  "CREATE INDEX lead_external ON lead (external_id) WHERE external_id IS NOT NULL;"
  "CREATE INDEX lead_name ON lead (name COLLATE NOCASE);"
  "CREATE INDEX lead_created ON lead (created_at);\n"
  ".mode csv\n";

static void
write_row (FILE *file, EspRandom *random, guint i)
{
  /* Multiplying by an odd number visits every phone once, out of order, as real lists have them. */
  guint phone = (guint) ((guint64) i * 7919 % 80000000);

  fprintf (file, "%s%s,user%u@%s,010-%04u-%04u,%s %u호점,%s,KR,%s,ko,%s,C%08u,",
           PICK (random, families), PICK (random, givens),
           (guint) ((guint64) i * 104729 % 100000007),
           i % 3 == 0   ? "naver.com"
           : i % 3 == 1 ? "gmail.com"
                        : "example.co.kr",
           1000 + phone / 10000 % 4000, phone % 10000, PICK (random, cities),
           esp_random_below (random, 500), PICK (random, titles), PICK (random, cities),
           PICK (random, sources), (guint) ((guint64) i * 15485863 % 100000007));
  fprintf (file, "2024-%02u-%02u,%s,%u,%u.%02u,%s,19%02u-%02u-%02u,",
           1 + esp_random_below (random, 12), 1 + esp_random_below (random, 28),
           PICK (random, interests), esp_random_below (random, 90),
           esp_random_below (random, 900000), esp_random_below (random, 100),
           esp_random_below (random, 5) == 0 ? "Y" : "N", 60 + esp_random_below (random, 40),
           1 + esp_random_below (random, 12), 1 + esp_random_below (random, 28));
  fprintf (file, "2025-%02u-%02u %02u:%02u,\"상담 %u회, \"\"관심\"\" 높음\",%c,R%u\n",
           1 + esp_random_below (random, 12), 1 + esp_random_below (random, 28),
           esp_random_below (random, 24), esp_random_below (random, 60),
           esp_random_below (random, 9), (char) ('A' + esp_random_below (random, 4)),
           esp_random_below (random, 10000));
}

static void
generate (const char *path, guint n_rows)
{
  FILE *file = fopen (path, "w");
  EspRandom random;

  g_assert_nonnull (file);
  esp_random_init (&random, SEED);
  fputs (header, file);
  for (guint i = 0; i < n_rows; i++)
    write_row (file, &random, i);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Processor time, which other programs on the computer disturb least. */
static double
cpu_s (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
run_baseline (const char *path, const char *db_path)
{
  g_autofree char *quoted = g_strdup_printf (".import --skip 1 '%s' lead\n", path);
  g_autofree char *script = g_strconcat (baseline_sql, quoted, NULL);
  g_autofree char *script_path = g_strconcat (db_path, ".sql", NULL);
  g_autofree char *read_command = g_strdup_printf (".read '%s'", script_path);
  const char *const argv[] = { "sqlite3", db_path, read_command, NULL };
  g_autoptr (GError) error = NULL;
  gint64 start_us;
  int status;

  (void) g_unlink (db_path);
  g_file_set_contents (script_path, script, -1, &error);
  g_assert_no_error (error);
  start_us = g_get_monotonic_time ();
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  (void) g_unlink (script_path);
  return (g_get_monotonic_time () - start_us) / 1e6;
}

static EspImportReport *
run_ours (EspStore *store, const char *path, gboolean is_dry)
{
  g_autoptr (GError) error = NULL;
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = esp_import_inspect_file (path, &shape, NULL, &error);
  g_autoptr (EspImportJob) job = NULL;
  EspImportReport *report;

  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  job = esp_import_job_new (store, path, inspection->plan);
  report = esp_import_job_run_sync (job, is_dry, NULL, &error);
  g_assert_no_error (error);
  return report;
}

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

/* What was written to files since the last call, children included, in MB, as the kernel counts it. */
static double
written_mb (void)
{
  static double before;
  g_autofree char *text = NULL;
  const char *at;
  double now, part;

  if (!g_file_get_contents ("/proc/self/io", &text, NULL, NULL))
    return 0;
  at = strstr (text, "\nwchar: ");
  now = at != NULL ? g_ascii_strtoull (at + 8, NULL, 10) / 1e6 : 0;
  part = now - before;
  before = now;
  return part;
}

static void
print_step (const char *name, const EspImportReport *report, double baseline_s, double used_s)
{
  double seconds = report->elapsed_us / 1e6;

  g_print ("%-10s %7.2f s  cpu %6.2f s  %6.0f rows/s  %.2f × .import  new %" G_GUINT64_FORMAT
           " unchanged %" G_GUINT64_FORMAT " errors %" G_GUINT64_FORMAT
           "  peak RSS %.0f MB  written %.0f MB\n",
           name, seconds, used_s, report->counts.n_rows / seconds, seconds / baseline_s,
           report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW],
           report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UNCHANGED],
           report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR], peak_mb (), written_mb ());
}

int
main (int argc, char **argv)
{
  const char *locale = setlocale (LC_ALL, "C.UTF-8"); /* for the × */
  guint n_rows = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_ROWS;
  const char *directory = argc > 2 ? argv[2] : g_get_tmp_dir ();
  g_autofree char *folder = g_build_filename (directory, "espalier-bench-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autofree char *db_path = NULL;
  g_autofree char *workspace = NULL;
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (EspStore) store = NULL;
  g_autoptr (EspImportReport) dry = NULL;
  g_autoptr (EspImportReport) real = NULL;
  g_autoptr (EspImportReport) again = NULL;
  g_autoptr (GError) error = NULL;
  double baseline_s, before_s, ratio;

  g_assert_nonnull (locale);
  g_assert_nonnull (g_mkdtemp (folder));
  path = g_build_filename (folder, "list.csv", NULL);
  db_path = g_build_filename (folder, "baseline.db", NULL);
  workspace = g_build_filename (folder, "bench.espalier", NULL);
  generate (path, n_rows);
  (void) written_mb (); /* the list itself */
  baseline_s = run_baseline (path, db_path);
  g_print ("%u rows × 20 columns\n%-10s %7.2f s  cpu %6.2f s  %6.0f rows/s  written %.0f MB\n",
           n_rows, ".import", baseline_s, cpu_s (RUSAGE_CHILDREN), n_rows / baseline_s,
           written_mb ());
  store = esp_store_open (workspace, ESP_STORE_CREATE, clock, &error);
  g_assert_no_error (error);
  before_s = cpu_s (RUSAGE_SELF);
  dry = run_ours (store, path, TRUE);
  print_step ("dry run", dry, baseline_s, cpu_s (RUSAGE_SELF) - before_s);
  before_s = cpu_s (RUSAGE_SELF);
  real = run_ours (store, path, FALSE);
  print_step ("import", real, baseline_s, cpu_s (RUSAGE_SELF) - before_s);
  ratio = real->elapsed_us / 1e6 / baseline_s;
  before_s = cpu_s (RUSAGE_SELF);
  again = run_ours (store, path, TRUE);
  print_step ("dry again", again, baseline_s, cpu_s (RUSAGE_SELF) - before_s);
  g_print ("goal: at most %.1f × .import: %s; at most %d MB: %s\n", GOAL_RATIO,
           ratio <= GOAL_RATIO ? "met" : "MISSED", GOAL_RSS_MB,
           peak_mb () <= GOAL_RSS_MB ? "met" : "MISSED");
  g_clear_object (&store);
  (void) g_unlink (path);
  (void) g_unlink (db_path);
  (void) g_unlink (workspace);
  (void) g_rmdir (folder);
  return ratio <= GOAL_RATIO && peak_mb () <= GOAL_RSS_MB ? 0 : 1;
}
