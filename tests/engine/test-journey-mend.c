/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is mended by itself is not wrong any more, and nothing else is changed. */
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-mend.h"

static const EspJourneyProblem *
find_problem (const GArray *problems, EspJourneyProblemCode code)
{
  for (guint i = 0; i < problems->len; i++)
    if (g_array_index (problems, EspJourneyProblem, i).code == code)
      return &g_array_index (problems, EspJourneyProblem, i);
  return NULL;
}

static void
test_mended (void)
{
  static const struct
  {
    EspJourneyProblemCode code;
    const char *steps;
  } cases[] = {
    { ESP_JOURNEY_PROBLEM_DANGLING, "{\"id\":\"a\",\"kind\":\"wait\",\"for\":{\"days\":1}}" },
    { ESP_JOURNEY_PROBLEM_DANGLING,
      "{\"id\":\"s\",\"kind\":\"split\",\"branches\":[{\"when\":{\"group\":\"all\",\"items\":[]},"
      "\"steps\":[{\"id\":\"x\",\"kind\":\"exit\"}]},{\"else\":true,\"steps\":[]}]}" },
    { ESP_JOURNEY_PROBLEM_BEHIND_EXIT,
      "{\"id\":\"x\",\"kind\":\"exit\"},{\"id\":\"a\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
      "{\"id\":\"b\",\"kind\":\"exit\"}" },
    { ESP_JOURNEY_PROBLEM_ELSE_NOT_LAST,
      "{\"id\":\"s\",\"kind\":\"split\",\"branches\":[{\"else\":true,\"steps\":[]},{\"when\":"
      "{\"group\":\"all\",\"items\":[]},\"steps\":[]}]},{\"id\":\"x\",\"kind\":\"exit\"}" },
    { ESP_JOURNEY_PROBLEM_ENDLESS,
      "{\"id\":\"a\",\"kind\":\"wait\",\"for\":{\"days\":1}},{\"id\":\"g\",\"kind\":\"go-to\","
      "\"to\":\"a\"},{\"id\":\"x\",\"kind\":\"exit\"}" },
  };
  EspJourneyWorld world = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"version\":1,\"steps\":[%s]}", cases[i].steps);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspJourney) before = esp_journey_parse_json (text, -1, &error);
      g_autoptr (EspJourney) after = NULL;
      g_autoptr (GArray) problems = NULL;
      g_autoptr (GArray) left = NULL;
      const EspJourneyProblem *problem;

      g_assert_no_error (error);
      problems = esp_journey_check (before, &world);
      problem = find_problem (problems, cases[i].code);
      g_assert_nonnull (problem);
      after = esp_journey_mend (before, problem, &error);
      g_assert_no_error (error);
      left = esp_journey_check (after, &world);
      g_assert_null (find_problem (left, cases[i].code));
      g_assert_cmpuint (left->len, <, problems->len);
    }
}

static void
test_no_way (void)
{
  const char *text = "{\"version\":1,\"steps\":[{\"id\":\"a\",\"kind\":\"send\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = esp_journey_parse_json (text, -1, &error);
  EspJourneyProblem problem = {
    ESP_JOURNEY_PROBLEM_NO_MESSAGE, NULL, 0, -1, -1, NULL, ESP_JOURNEY_FIX_NONE
  };

  g_assert_no_error (error);
  g_assert_null (esp_journey_mend (journey, &problem, &error));
  g_assert_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/journey/mend/what-is-mended-is-not-wrong-any-more", test_mended);
  g_test_add_func ("/engine/journey/mend/no-way", test_no_way);
  return g_test_run ();
}
