/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of journeys, each by its promise. */
#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-json.h"

#include "journey-drawing.h"

#include <string.h>

static char *
step_json (const char *id)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"send\",\"message\":\"m\"}", id);
}

static void
test_insert (void)
{
  static const struct
  {
    const char *before;
    const char *step;
    int branch;
    const char *after;
  } cases[] = {
    { "", NULL, -1, "n" },
    { "a x", NULL, -1, "n a x1" },
    { "a x", "a", -1, "a n x1" },
    { "a s[b j|c x] x", "s", 0, "a s[n b j1|c x2] x3" },
    { "a s[b j|c x] x", "b", -1, "a s[b n j1|c x2] x3" },
    { "a s[b j|c x] x", "s", -1, "a s[b j1|c x2] n x3" },
    /* An empty branch led on to what is behind the split, and does so still. */
    { "s[|c x] x", "s", 0, "s[n join-1|c x1] x2" },
    { "s[|] d x", "s", 1, "s[|n join-1] d x1" },
    /* It led nowhere. */
    { "s[|c x]", "s", 0, "s[n|c x1]" },
    { "s[t[|]|c x] d x", "t", 0, "s[t[n|]|c x1] d x2" },
    { "s[t[|] j|c x] d x", "t", 0, "s[t[n join-1|] j1|c x2] d x3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspJourney) before = journey_draw (cases[i].before);
      g_autoptr (EspJourneySpot) spot = esp_journey_spot_new (cases[i].step, cases[i].branch);
      g_autofree char *json = step_json ("n");
      g_autofree char *id = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspJourney) after = esp_journey_edit_insert (before, spot, json, &id, &error);
      g_autoptr (EspJourney) back = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, "n");
      journey_assert_drawn (after, cases[i].after);
      journey_assert_whole (after);
      back = esp_journey_edit_remove (after, (const char *[]){ "n", NULL }, -1, &error);
      g_assert_no_error (error);
      journey_assert_same (back, before);
    }
}

static void
test_insert_refuses (void)
{
  static const struct
  {
    const char *step;
    int branch;
    const char *fragment;
    const char *sentence;
  } cases[] = {
    { "zz", -1, "{\"kind\":\"exit\"}", "There is no such place any more, behind the step “zz”" },
    { "s", 2, "{\"kind\":\"exit\"}", "There is no such place any more, behind the step “s”" },
    { NULL, -1, "", "This text holds no steps of a journey" },
    { NULL, -1, "hello", "This text holds no steps of a journey" },
    { NULL, -1, "{}", "This text holds no steps of a journey" },
    { NULL, -1, "[]", "This text holds no step at all" },
    { NULL, -1, "{\"kind\":\"dance\"}", "“dance” is no kind of step" },
    { NULL, -1, "[1]", "steps[0]" },
    { NULL, -1, "{\"kind\":\"wait\"}", "a wait has exactly one of" },
  };
  g_autoptr (EspJourney) journey = journey_draw ("s[a|b] x");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspJourneySpot) spot = esp_journey_spot_new (cases[i].step, cases[i].branch);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_journey_edit_insert (journey, spot, cases[i].fragment, NULL, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].sentence));
    }
}

static void
test_fresh_steps (void)
{
  g_autoptr (EspJourney) journey = journey_draw ("");

  for (guint i = 0; i < ESP_N_STEP_KINDS; i++)
    {
      g_autofree char *json = esp_journey_new_step_json ((EspStepKind) i);
      g_autoptr (EspJourneySpot) spot = esp_journey_spot_new (NULL, -1);
      g_autofree char *id = NULL;
      g_autofree char *expected = g_strdup_printf ("%s-2", esp_step_kind_name ((EspStepKind) i));
      g_autoptr (GError) error = NULL;
      g_autoptr (EspJourney) one = esp_journey_edit_insert (journey, spot, json, NULL, &error);
      g_autoptr (EspJourney) two = NULL;

      g_assert_no_error (error);
      two = esp_journey_edit_insert (one, spot, json, &id, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, expected);
      journey_assert_whole (two);
    }
  for (guint i = 0; i < ESP_N_ENTRY_KINDS; i++)
    {
      g_autofree char *json = esp_journey_new_entry_json ((EspEntryKind) i);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspJourney) one = esp_journey_edit_entry (journey, NULL, json, &error);

      g_assert_no_error (error);
      journey_assert_whole (one);
    }
}

static void
test_remove (void)
{
  static const struct
  {
    const char *before;
    const char *ids; /* with blanks */
    int kept;
    const char *after;
  } cases[] = {
    { "a b x", "a", -1, "b x1" },
    { "a b x", "b a", -1, "x1" },
    { "a s[b j|c x] d x", "s", -1, "a d x3" },
    { "a s[b j|c x] d x", "s", 0, "a b d x3" },
    { "a s[b j|c x] d x", "s", 1, "a c x2 d x3" },
    { "a s[|c x] d x", "s", 0, "a d x2" },
    { "a s[b j|c x] d x", "s", 7, "a d x3" },
    { "a s[b j|c x] d x", "s b", -1, "a d x3" },
    { "s[b j|c x] d x", "b", -1, "s[|c x2] d x3" },
    { "s[b e j|c x] d x", "b e", -1, "s[|c x2] d x3" },
    { "s[t[b j|c x] j|e x] d x", "s", 0, "t[b j1|c x2] d x5" },
    { "s[t[b j|c x] j|e x] d x", "t", 0, "s[b j3|e x4] d x5" },
    { "s[t[b j|] e j|f x] d x", "t s", 0, "t[b j1|] e d x4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspJourney) before = journey_draw (cases[i].before);
      g_auto (GStrv) ids = g_strsplit (cases[i].ids, " ", -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspJourney) after =
        esp_journey_edit_remove (before, (const char *const *) ids, cases[i].kept, &error);

      g_assert_no_error (error);
      journey_assert_drawn (after, cases[i].after);
      journey_assert_whole (after);
    }
}

/* A join deep inside the branch that stays, which led behind the split that goes, leads there still. */
static void
test_remove_turns_joins (void)
{
  static const char json[] =
    "{\"version\":1,\"steps\":[{\"id\":\"s\",\"kind\":\"random\",\"branches\":[{\"share\":1,"
    "\"steps\":[{\"id\":\"t\",\"kind\":\"random\",\"branches\":[{\"share\":1,\"steps\":[{\"id\":"
    "\"j\",\"kind\":\"join\",\"after\":\"s\"}]},{\"share\":1}]}%s]}]},{\"id\":\"d\",\"kind\":"
    "\"exit\"}]}";
  g_autofree char *last = g_strdup_printf (json, "");
  g_autofree char *more =
    g_strdup_printf (json, ",{\"id\":\"e\",\"kind\":\"send\"},{\"id\":\"k\",\"kind\":\"join\"}");
  g_autoptr (EspJourney) first = journey_parse (last);
  g_autoptr (EspJourney) second = journey_parse (more);
  g_autoptr (EspJourney) a =
    esp_journey_edit_remove (first, (const char *[]){ "s", NULL }, 0, NULL);
  g_autoptr (EspJourney) b =
    esp_journey_edit_remove (second, (const char *[]){ "s", NULL }, 0, NULL);
  const EspJourneyStep *jump;

  journey_assert_drawn (a, "t[j>t|] d");
  journey_assert_drawn (b, "t[j|] e d");
  jump = esp_journey_get_step (b, esp_journey_find_step (b, "j"));
  g_assert_cmpint (jump->kind, ==, ESP_STEP_GO_TO);
  g_assert_cmpstr (jump->reference, ==, "d");
  journey_assert_whole (b);
}

static void
test_move (void)
{
  static const struct
  {
    const char *before;
    const char *ids;
    const char *step;
    int branch;
    const char *after; /* NULL: refused */
  } cases[] = {
    { "a b c x", "a", "c", -1, "b c a x1" },
    { "a b c x", "c", NULL, -1, "c a b x1" },
    { "a b c x", "a c", "b", -1, "b a c x1" },
    { "a b c x", "b", "b", -1, "a b c x1" },
    { "a b c x", "a b", "b", -1, "a b c x1" },
    { "a s[b j|c x] d x", "a", "s", 0, "s[a b j1|c x2] d x3" },
    { "a s[b j|c x] d x", "b", "d", -1, "a s[|c x2] d b x3" },
    { "a s[b j|c x] d x", "b", "s", 0, "a s[b j1|c x2] d x3" },
    { "a s[|c x] d x", "d", "s", 0, "a s[d join-1|c x1] x2" },
    { "a s[b j|c x] d x", "s", "d", -1, "a d s[b j1|c x2] x3" },
    { "a s[b j|c x] d x", "s", "b", -1, NULL },
    { "a s[b j|c x] d x", "s", "s", 1, NULL },
    { "a s[b j|c x] d x", "d", "zz", -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspJourney) before = journey_draw (cases[i].before);
      g_auto (GStrv) ids = g_strsplit (cases[i].ids, " ", -1);
      g_autoptr (EspJourneySpot) spot = esp_journey_spot_new (cases[i].step, cases[i].branch);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspJourney) after =
        esp_journey_edit_move (before, (const char *const *) ids, spot, &error);

      if (cases[i].after == NULL)
        {
          g_assert_null (after);
          g_assert_nonnull (error);
          continue;
        }
      g_assert_no_error (error);
      journey_assert_drawn (after, cases[i].after);
      journey_assert_whole (after);
    }
}

static void
test_up_and_down (void)
{
  static const struct
  {
    const char *before;
    const char *ids;
    const char *up;   /* NULL: no further */
    const char *down; /* NULL: no further */
  } cases[] = {
    { "a b c x", "b", "b a c x1", "a c b x1" },
    { "a b c x", "a", NULL, "b a c x1" },
    { "a b c x", "c", "a c b x1", NULL },
    { "a b c x", "a b", NULL, "c a b x1" },
    { "a s[b c j|] d x", "b", "a b s[c j1|] d x2", "a s[c b j1|] d x2" },
    { "a s[b c j|] d x", "c", "a s[c b j1|] d x2", "a s[b j1|] c d x2" },
    { "a s[b c j|] d x", "s", "s[b c j1|] a d x2", "a d s[b c j1|] x2" },
    { "a s[b c j|] d x", "s c", "s[b c j1|] a d x2", "a d s[b c j1|] x2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint way = 0; way < 2; way++)
      {
        g_autoptr (EspJourney) before = journey_draw (cases[i].before);
        g_auto (GStrv) ids = g_strsplit (cases[i].ids, " ", -1);
        const char *const *chosen = (const char *const *) ids;
        const char *expected = way == 0 ? cases[i].up : cases[i].down;
        g_autoptr (EspJourneySpot) spot =
          way == 0 ? esp_journey_spot_up (before, chosen) : esp_journey_spot_down (before, chosen);
        g_autoptr (EspJourney) after = NULL;

        if (expected == NULL)
          {
            g_assert_null (spot);
            continue;
          }
        after = esp_journey_edit_move (before, chosen, spot, NULL);
        journey_assert_drawn (after, expected);
      }
}

static void
test_duplicate_and_paste (void)
{
  g_autoptr (EspJourney) before = journey_draw ("a s[b j|c x] d x");
  g_autoptr (EspJourney) other = journey_draw ("q[|] x");
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new ("q", 0);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) twice =
    esp_journey_edit_duplicate (before, (const char *[]){ "s", "d", "x3", NULL }, &id, &error);
  g_autofree char *text = esp_journey_copy_steps (before, (const char *[]){ "d", "b", "s", NULL });
  g_autoptr (EspJourney) pasted = NULL;

  g_assert_no_error (error);
  journey_assert_drawn (twice, "a s[b j1|c x2] d random-1[send-1 join-1|send-2 exit-1] send-3 x3");
  g_assert_cmpstr (id, ==, "random-1");
  journey_assert_whole (twice);
  g_assert_nonnull (strstr (text, "\"journey-steps\""));
  g_assert_true (esp_journey_is_steps (text, NULL));
  g_assert_false (esp_journey_is_steps ("{\"kind\":\"wait\"}", &error));
  g_clear_error (&error);
  pasted = esp_journey_edit_insert (other, spot, text, NULL, &error);
  g_assert_no_error (error);
  journey_assert_drawn (pasted, "q[s[b j1|c x2] d join-1|] x1");
  g_assert_null (esp_journey_edit_duplicate (before, (const char *[]){ "x3", NULL }, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_paste_keeps_references (void)
{
  static const char clip[] =
    "[{\"id\":\"a\",\"kind\":\"send\"},{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
    "{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"a\",\"times\":3},{\"kind\":\"go-to\",\"to\":"
    "\"far\"}]";
  g_autoptr (EspJourney) before = journey_draw ("a x");
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new ("a", -1);
  g_autoptr (EspJourney) after = esp_journey_edit_insert (before, spot, clip, NULL, NULL);
  const EspJourneyStep *back;

  journey_assert_drawn (after, "a send-1 w g go-to-1 x1");
  back = esp_journey_get_step (after, esp_journey_find_step (after, "g"));
  g_assert_cmpstr (back->reference, ==, "send-1");
  g_assert_cmpstr (esp_journey_get_step (after, 4)->reference, ==, "far");
}

static void
test_step (void)
{
  g_autoptr (EspJourney) before = journey_draw ("a s[b j|c x|e x] d x");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) after = esp_journey_edit_step (
    before, "s",
    "{\"kind\":\"random\",\"title\":\"T\",\"branches\":[{\"id\":\"b3\",\"share\":9},{\"id\":"
    "\"new\",\"share\":1,\"steps\":[{\"id\":\"k\",\"kind\":\"exit\"}]},{\"id\":\"b1\",\"share\":2}]"
    "}",
    &error);
  g_autoptr (EspJourney) kept = NULL;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  journey_assert_drawn (after, "a s[e x3|k|b j1] d x4");
  journey_assert_whole (after);
  kept = esp_journey_edit_step (after, "s", "{\"kind\":\"random\",\"note\":\"n\"}", &error);
  g_assert_no_error (error);
  journey_assert_drawn (kept, "a s[e x3|k|b j1] d x4");
  g_assert_null (esp_journey_get_step (kept, 1)->title);
  json = esp_journey_step_to_json (kept, 1);
  g_assert_null (strstr (json, "steps"));
  g_clear_pointer (&kept, esp_journey_unref);
  kept = esp_journey_edit_step (after, "a", "{\"id\":\"z\",\"kind\":\"exit\"}", &error);
  g_assert_null (kept);
  g_assert_cmpstr (error->message, ==, "The id of a step stays; it is “a”");
  g_clear_error (&error);
  kept = esp_journey_edit_step (after, "a", "{\"kind\":\"send\",\"colour\":1}", &error);
  g_assert_null (kept);
  g_assert_nonnull (strstr (error->message, "colour"));
  g_clear_error (&error);
  kept = esp_journey_edit_step (before, "s",
                                "{\"kind\":\"random\",\"branches\":[{\"share\":1,\"steps\":[{"
                                "\"id\":\"a\",\"kind\":"
                                "\"exit\"}]}]}",
                                &error);
  g_assert_null (kept);
  g_assert_nonnull (strstr (error->message, "“a” is the id of something else already"));
}

static void
test_branches (void)
{
  g_autoptr (EspJourney) one = journey_draw ("s[b j|c x] d x");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) two = esp_journey_edit_add_branch (one, "s", NULL, -1, &error);
  g_autoptr (EspJourney) three = esp_journey_edit_move_branch (two, "s", 0, 2, &error);
  g_autoptr (EspJourney) four = esp_journey_edit_rename_branch (three, "s", 2, "VIP", &error);
  g_autoptr (EspJourney) five = esp_journey_edit_share (four, "s", 2, 12.5, &error);
  g_autoptr (EspJourney) six = esp_journey_edit_remove_branch (five, "s", 0, &error);
  g_autoptr (EspJourney) seven = NULL;

  g_assert_no_error (error);
  journey_assert_drawn (two, "s[b j1|c x2|] d x3");
  g_assert_cmpstr (esp_journey_step_get_branch (esp_journey_get_step (two, 0), 2)->id, ==, "b3");
  journey_assert_drawn (three, "s[c x2||b j1] d x3");
  g_assert_cmpstr (esp_journey_step_get_branch (esp_journey_get_step (five, 0), 2)->title, ==,
                   "VIP");
  g_assert_cmpfloat (esp_journey_step_get_branch (esp_journey_get_step (five, 0), 2)->share, ==,
                     12.5);
  journey_assert_drawn (six, "s[|b j1] d x3");
  journey_assert_whole (six);
  g_assert_null (esp_journey_edit_remove_branch (six, "s", 5, &error));
  g_clear_error (&error);
  g_assert_null (esp_journey_edit_share (six, "s", 0, -3, &error));
  g_clear_error (&error);
  g_assert_null (esp_journey_edit_add_branch (six, "d", "{\"share\":3}", -1, &error));
  g_clear_error (&error);
  seven = esp_journey_edit_branch (six, "s", 1, "{\"title\":\"A\",\"share\":3}", &error);
  g_assert_no_error (error);
  journey_assert_drawn (seven, "s[|b j1] d x3");
  g_assert_cmpstr (esp_journey_step_get_branch (esp_journey_get_step (seven, 0), 1)->id, ==, "b1");
}

static void
test_settings_and_entries (void)
{
  g_autoptr (EspJourney) one = journey_draw ("a x");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) two = esp_journey_edit_settings (
    one,
    "{\"name\":\"환영\",\"reentry\":{\"rule\":\"after\",\"days\":30},\"limits\":{\"total\":9},"
    "\"zone\":\"workspace\",\"hours\":{\"from\":\"09:00\",\"until\":\"18:00\"}}",
    &error);
  g_autoptr (EspJourney) three =
    esp_journey_edit_settings (two, "{\"limits\":null,\"note\":\"n\"}", &error);
  g_autoptr (EspJourney) four =
    esp_journey_edit_entry (three, NULL, "{\"kind\":\"enters-segment\",\"segment\":\"VIP\"}",
                            &error);
  g_autoptr (EspJourney) five =
    esp_journey_edit_entry (four, "in", "{\"kind\":\"event\",\"match\":{\"event\":\"open\"}}",
                            &error);
  g_autoptr (EspJourney) six = esp_journey_edit_entry (five, "in", NULL, &error);
  g_autofree char *entry = NULL;
  g_autofree char *settings = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (two->limit_total, ==, 9);
  g_assert_cmpuint (three->limit_total, ==, 0);
  g_assert_cmpstr (three->name, ==, "환영");
  g_assert_cmpuint (three->reentry_days, ==, 30);
  g_assert_cmpuint (four->entries->len, ==, 2);
  g_assert_cmpstr (g_array_index (four->entries, EspJourneyEntry, 1).id, ==, "entry-1");
  g_assert_cmpint (g_array_index (five->entries, EspJourneyEntry, 0).kind, ==, ESP_ENTRY_EVENT);
  g_assert_cmpuint (six->entries->len, ==, 1);
  entry = esp_journey_entry_to_json (six, 0);
  g_assert_nonnull (strstr (entry, "VIP"));
  settings = esp_journey_settings_to_json (six);
  g_assert_nonnull (strstr (settings, "환영"));
  journey_assert_drawn (six, "a x1");
  journey_assert_whole (six);
  g_assert_null (esp_journey_edit_entry (six, "in", "{\"kind\":\"manual\"}", &error));
  g_clear_error (&error);
  g_assert_null (esp_journey_edit_entry (six, NULL, "{\"id\":\"a\",\"kind\":\"manual\"}", &error));
  g_assert_nonnull (strstr (error->message, "“a” is the id of a step already"));
  g_clear_error (&error);
  g_assert_null (esp_journey_edit_settings (six, "{\"steps\":[]}", &error));
  g_clear_error (&error);
  g_assert_null (esp_journey_edit_settings (six, "{\"reentry\":{\"rule\":\"after\"}}", &error));
}

static void
test_groups (void)
{
  g_autoptr (EspJourney) one = journey_draw ("a b s[c j|d x] e x");
  g_autofree char *group = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) two =
    esp_journey_edit_group (one, (const char *[]){ "c", "a", NULL }, "인사", &group, &error);
  g_autoptr (EspJourney) three = esp_journey_edit_rename_group (two, group, "Hi", &error);
  g_autoptr (EspJourney) gone =
    esp_journey_edit_remove (three, (const char *[]){ "a", "b", "s", NULL }, -1, &error);
  g_autoptr (EspJourney) back = esp_journey_edit_ungroup (three, group, &error);
  g_autofree char *text = esp_journey_copy_steps (three, (const char *[]){ "b", NULL });
  g_autoptr (EspJourney) other = journey_draw ("q x");
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new ("q", -1);
  g_autoptr (EspJourney) pasted = esp_journey_edit_insert (other, spot, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (group, ==, "group-1");
  g_assert_cmpstr (esp_journey_get_step (two, 0)->group, ==, group);
  g_assert_cmpstr (esp_journey_get_step (two, 2)->group, ==, group);
  g_assert_null (esp_journey_get_step (two, 3)->group);
  g_assert_cmpstr (g_array_index (three->groups, EspJourneyGroup, 0).title, ==, "Hi");
  g_assert_cmpstr (g_array_index (two->groups, EspJourneyGroup, 0).title, ==, "인사");
  g_assert_cmpuint (gone->groups->len, ==, 0);
  journey_assert_same (back, one);
  g_assert_cmpuint (pasted->groups->len, ==, 1);
  journey_assert_whole (pasted);
  g_assert_null (esp_journey_edit_ungroup (one, "zz", &error));
}

static void
test_off (void)
{
  g_autoptr (EspJourney) one = journey_draw ("a b x");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) two =
    esp_journey_edit_set_off (one, (const char *[]){ "a", "x1", NULL }, TRUE, &error);
  g_autoptr (EspJourney) three = NULL;

  g_assert_no_error (error);
  g_assert_true (esp_journey_get_step (two, 0)->is_off);
  g_assert_false (esp_journey_get_step (two, 2)->is_off);
  journey_assert_whole (two);
  three = esp_journey_edit_set_off (two, (const char *[]){ "a", NULL }, FALSE, &error);
  journey_assert_same (one, three);
  g_assert_null (esp_journey_edit_set_off (one, (const char *[]){ "x1", NULL }, TRUE, &error));
}

/* What a step was called is never the name of another one. */
static void
test_ids_are_spent (void)
{
  static const char wait[] = "{\"kind\":\"wait\",\"for\":{\"days\":1}}";
  g_autoptr (EspJourney) one = journey_draw ("a x");
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new ("a", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) two = esp_journey_edit_insert (one, spot, wait, NULL, &error);
  g_autoptr (EspJourney) three = NULL;
  g_autoptr (EspJourney) four = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (esp_journey_find_step (two, "wait-1"), ==, 1);
  three = esp_journey_edit_remove (two, (const char *[]){ "wait-1", NULL }, -1, &error);
  g_assert_no_error (error);
  four = esp_journey_edit_insert (three, spot, wait, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (esp_journey_find_step (four, "wait-1"), ==, ESP_JOURNEY_NOWHERE);
  g_assert_cmpuint (esp_journey_find_step (four, "wait-2"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey-edits/insert-keeps-the-edge", test_insert);
  g_test_add_func ("/journey-edits/insert-refuses-with-a-sentence", test_insert_refuses);
  g_test_add_func ("/journey-edits/fresh-steps-can-be-read", test_fresh_steps);
  g_test_add_func ("/journey-edits/remove", test_remove);
  g_test_add_func ("/journey-edits/remove-turns-joins", test_remove_turns_joins);
  g_test_add_func ("/journey-edits/move", test_move);
  g_test_add_func ("/journey-edits/up-and-down", test_up_and_down);
  g_test_add_func ("/journey-edits/duplicate-and-paste", test_duplicate_and_paste);
  g_test_add_func ("/journey-edits/paste-keeps-references", test_paste_keeps_references);
  g_test_add_func ("/journey-edits/step-keeps-branches", test_step);
  g_test_add_func ("/journey-edits/branches", test_branches);
  g_test_add_func ("/journey-edits/settings-and-entries", test_settings_and_entries);
  g_test_add_func ("/journey-edits/groups", test_groups);
  g_test_add_func ("/journey-edits/ids-are-spent", test_ids_are_spent);
  g_test_add_func ("/journey-edits/off-and-on", test_off);
  return g_test_run ();
}
