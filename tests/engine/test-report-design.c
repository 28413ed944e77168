/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports are read, written, changed card by card, and asked with what the report says for all of them. */
#include "engine/insight/esp-report-design.h"

#include "test-home.h"

static void
test_presets (void)
{
  for (guint i = 0; i < esp_report_preset_get_n (); i++)
    {
      const EspReportPreset *preset = esp_report_preset_get (i);
      g_autoptr (EspReportDesign) design = esp_report_preset_make (preset, "이름");
      g_autofree char *json = esp_report_design_to_json (design);
      g_autoptr (EspReportDesign) again = NULL;
      g_autofree char *same = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_report_preset_find (preset->key) == preset);
      again = esp_report_design_parse (json, -1, &error);
      g_assert_no_error (error);
      same = esp_report_design_to_json (again);
      g_assert_cmpstr (same, ==, json);
      g_assert_cmpuint (esp_report_design_get_n_cards (again), >, 0);
      for (guint j = 0; j < esp_report_design_get_n_cards (again); j++)
        {
          g_autoptr (EspQuestion) question =
            esp_report_design_ask (again, esp_report_design_get_card (again, j), &error);

          g_assert_no_error (error);
          g_assert_nonnull (question);
          /* The pipeline looks further back than the report, or nobody could have been won yet. */
          if (esp_question_get_kind (question)->has_period &&
              !g_str_equal (esp_question_get_kind (question)->name, "pipeline"))
            g_assert_cmpstr (esp_question_get_from (question), ==, again->from);
        }
    }
}

static void
test_cards (void)
{
  g_autoptr (EspReportDesign) design = esp_report_design_new ("A");
  EspReportCard *first = esp_report_design_add_card (design, "{\"ask\":\"funnel\"}", G_MAXUINT);
  EspReportCard *second = esp_report_design_add_card (design, "{\"ask\":\"rfm\"}", G_MAXUINT);
  EspReportCard *third;
  guint position = 0;

  g_assert_cmpuint (first->id, ==, 1);
  g_assert_cmpuint (second->id, ==, 2);
  g_assert_true (esp_report_design_move_card (design, 2, 0));
  g_assert_false (esp_report_design_move_card (design, 2, 5));
  g_assert_true (esp_report_design_get_card (design, 0) == second);
  esp_report_card_set_width (second, 1);
  g_assert_cmpuint (second->width, ==, ESP_REPORT_DESIGN_MIN_WIDTH);
  third = esp_report_design_copy_card (design, 2);
  g_assert_cmpuint (third->id, ==, 3);
  g_assert_true (esp_report_design_find_card (design, 3, &position) == third);
  g_assert_cmpuint (position, ==, 1);
  g_assert_true (esp_report_design_remove_card (design, 2));
  g_assert_false (esp_report_design_remove_card (design, 2));
  g_assert_cmpuint (esp_report_design_get_n_cards (design), ==, 2);
}

/* What a card says itself stands above what the report says. */
static void
test_ask (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspReportDesign) design = esp_report_design_parse (
    "{\"name\":\"A\",\"from\":\"last-month\",\"to\":\"last-month\",\"compare\":\"previous\","
    "\"segment\":\"00112233445566778899aabbccddeeff\",\"cards\":["
    "{\"question\":{\"ask\":\"trend\",\"from\":\"-7d\"}},{\"question\":{\"ask\":\"trend\"}},"
    "{\"question\":{\"ask\":\"consent\"}},{\"question\":{\"ask\":\"weather\"}}]}",
    -1, &error);
  g_autoptr (EspQuestion) own = NULL;
  g_autoptr (EspQuestion) common = NULL;
  g_autoptr (EspQuestion) timeless = NULL;
  g_autoptr (EspQuestion) unknown = NULL;

  g_assert_no_error (error);
  own = esp_report_design_ask (design, esp_report_design_get_card (design, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_question_get_from (own), ==, "-7d");
  g_assert_cmpstr (esp_question_get_compare (own), ==, "previous");
  common = esp_report_design_ask (design, esp_report_design_get_card (design, 1), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_question_get_from (common), ==, "last-month");
  g_assert_cmpstr (esp_question_get_segment (common), ==, "00112233445566778899aabbccddeeff");
  timeless = esp_report_design_ask (design, esp_report_design_get_card (design, 2), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_question_get_from (timeless), ==, "");
  /* One wrong card does not spoil the report. */
  unknown = esp_report_design_ask (design, esp_report_design_get_card (design, 3), &error);
  g_assert_null (unknown);
  g_assert_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID);
}

static guint
count_changes (const EspReportDesign *design)
{
  g_autoptr (GPtrArray) changes = esp_report_design_list_changes (design);

  return changes->len;
}

/* A report that was saved before a definition changed says so, if its cards show the figure. */
static void
test_definitions (void)
{
  static const struct
  {
    const char *card;
    guint n_changes;
  } cases[] = {
    { "{\"ask\":\"trend\",\"metric\":\"bounced\"}", 1 },
    { "{\"ask\":\"trend\",\"metric\":\"bounce_rate\"}", 2 },
    { "{\"ask\":\"trend\",\"metric\":\"churn_rate\"}", 1 },
    { "{\"ask\":\"trend\",\"metric\":\"clicked\"}", 0 },
    { "{\"ask\":\"metrics\"}", 4 },
    { "{\"ask\":\"sends\"}", 1 },
    { "{\"ask\":\"rfm\"}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *json = g_strdup_printf ("{\"cards\":[{\"question\":%s},{\"question\":%s}]}",
                                               cases[i].card, cases[i].card);
      g_autoptr (EspReportDesign) design = esp_report_design_parse (json, -1, &error);
      g_autoptr (EspReportDesign) again = NULL;
      g_autofree char *known = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (count_changes (design), ==, cases[i].n_changes);
      esp_report_design_know_definitions (design);
      g_assert_cmpuint (count_changes (design), ==, 0);
      known = esp_report_design_to_json (design);
      again = esp_report_design_parse (known, -1, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_changes (again), ==, 0);
    }
}

static void
test_faults (void)
{
  static const char *const wrong[] = {
    "",
    "[]",
    "{\"cards\":{}}",
    "{\"cards\":[1]}",
    "{\"cards\":[{\"question\":3}]}",
    "{\"cards\":[{\"question\":{},\"width\":\"wide\"}]}",
    "{\"cards\":[{\"question\":{},\"look\":\"pie\"}]}",
    "{\"nam\":\"A\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspReportDesign) design = esp_report_design_parse (wrong[i], -1, &error);

      g_assert_null (design);
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/report-design/presets", test_presets);
  g_test_add_func ("/report-design/cards", test_cards);
  g_test_add_func ("/report-design/ask", test_ask);
  g_test_add_func ("/report-design/definitions", test_definitions);
  g_test_add_func ("/report-design/faults", test_faults);
  return g_test_run ();
}
