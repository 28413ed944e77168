/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every control of the forms of a journey changes its member of the text, and one step back restores it. */
#include <adwaita.h>
#include <string.h>

#include "views/journeys/esp-entry-form-list.h"
#include "views/journeys/esp-step-controls.h"
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-rule-window.h"

#include "journey-forms.h"

static void
test_send (FormsFixture *self, gconstpointer data)
{
  static const FormsCase cases[] = {
    { "send", NULL, "message", PICK, "환영 메일", "\"message\":\"환영 메일\"" },
    { "send", NULL, "channel", PICK, "1", "\"channel\":\"1\"" },
    { "send", NULL, "transactional", TURN, "", "\"transactional\":true" },
    { "send", NULL, "hours", TURN, "", "\"hours\":{\"from\":\"09:00\",\"until\":\"18:00\"}" },
    { "send", NULL, "hours.from", WRITE, "10:30", "\"from\":\"10:30\"" },
    { "send", NULL, "hours.until", WRITE, "20:00", "\"until\":\"20:00\"" },
    { "send", NULL, "hours.weekdays", DAY, "6",
      "\"weekdays\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\"]" },
    { "send", NULL, "blocked", CHOOSE, "1", "\"blocked\":\"exit\"" },
    { "send", NULL, "blocked", CHOOSE, "2", "\"blocked\":\"branch\"" },
    { "send", NULL, "branches.0.title", WRITE, "못 보냄", "\"title\":\"못 보냄\"" },
    { "send", NULL, "late", CHOOSE, "1", "\"late\":\"next\"" },
    { "send", NULL, "late", CHOOSE, "2", "\"late_after\":{\"days\":1}" },
    { "send", NULL, "late_after", SPAN, "1", "\"late_after\":{\"hours\":1}" },
    { "send", NULL, "title", WRITE, "첫 메일", "\"title\":\"첫 메일\"" },
    { "send", NULL, "note", WRITE, "두 줄\n메모", "\"note\":\"두 줄\\n메모\"" },
    { "send", NULL, "group", PICK, "g1", "\"group\":\"g1\"" },
    { "send", NULL, "off", TURN, "", "\"off\":true" },
    { "send", NULL, "hours", TURN, "", "!\"hours\":{\"from\"" },
  };

  forms_check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_wait (FormsFixture *self, gconstpointer data)
{
  static const FormsCase cases[] = {
    { "wait", NULL, "for", SPAN, "1", "\"for\":{\"hours\":1}" },
    { "wait", NULL, "hours", TURN, "", "\"hours\":{" },
    { "wait", NULL, "@wait", CHOOSE, "1", "\"until\":{\"at\":\"09:00\"}" },
    { "wait", NULL, "until.at", WRITE, "08:15", "\"at\":\"08:15\"" },
    { "wait", NULL, "until.weekdays", DAY, "0",
      "\"weekdays\":[\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]" },
    { "wait", NULL, "until.skip_holidays", TURN, "", "\"skip_holidays\":true" },
    { "wait", NULL, "@wait", CHOOSE, "2", "\"until\":{\"date\":\"2026-09-" },
    { "wait", NULL, "until.date", DATE, "2027-01-31", "\"date\":\"2027-01-31T09:00\"" },
    { "wait", NULL, "@wait", CHOOSE, "3", "\"until\":{\"field\":\"" },
    { "wait", NULL, "until.days", COUNT, "-3", "\"days\":-3" },
    { "wait", NULL, "until.at", WRITE, "07:45", "\"at\":\"07:45\"" },
    { "wait", NULL, "@wait", CHOOSE, "4", "\"event\":{\"event\":\"click\"}" },
    { "wait", NULL, "event", PICK, "visit", "\"event\":{\"event\":\"visit\"}" },
    { "wait", NULL, "timeout", SPAN, "0", "!\"timeout\"" },
    { "wait", NULL, "timeout", SPAN, "4", "\"timeout\":{\"weeks\":" },
    { "wait", NULL, "@met", TURN, "", "\"on\":\"met\"" },
    { "wait", NULL, "@late", TURN, "", "\"on\":\"late\"" },
    { "wait", NULL, "branches.1.title", WRITE, "늦음", "\"title\":\"늦음\"" },
    { "wait", NULL, "@wait", CHOOSE, "5", "\"condition\":{" },
    { "wait", NULL, "late", CHOOSE, "1", "\"late\":\"next\"" },
    { "wait", NULL, "@wait", CHOOSE, "0", "\"for\":{\"days\":1}" },
  };

  forms_check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_split (FormsFixture *self, gconstpointer data)
{
  static const FormsCase cases[] = {
    { "split", NULL, "branches.0.title", WRITE, "서울", "\"title\":\"서울\"" },
    { "split", NULL, NULL, PRESS, "Add Branch", "\"id\":\"b4\"" },
    { "split", NULL, NULL, PRESS, "Move the branch down",
      "\"branches\":[{\"id\":\"b2\",\"title\":\"둘\"" },
    { "split", NULL, "@else", TURN, "", "!\"else\"" },
    { "split", NULL, "@else", TURN, "", "\"else\":true" },
    { "split", NULL, NULL, PRESS, "Remove the branch", "!\"둘\"" },
    { "random", NULL, "branches.0.share", COUNT, "30", "\"share\":30" },
    { "random", NULL, "branches.1.title", WRITE, "오른쪽", "\"title\":\"오른쪽\"" },
    { "random", NULL, NULL, PRESS, "Add Branch", "\"id\":\"b3\",\"share\":40" },
    { "random", NULL, NULL, PRESS, "Even Shares", "\"share\":33" },
    { "random", NULL, NULL, PRESS, "Remove the branch", "!\"share\":34" },
    { "test", NULL, "metric", PICK, "order", "\"metric\":\"order\"" },
    { "test", NULL, "branches.1.share", COUNT, "20", "\"share\":20" },
  };

  forms_check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_update (FormsFixture *self, gconstpointer data)
{
  static const FormsCase cases[] = {
    { "update", NULL, "changes.0.tag", PICK, "신규", "\"tag\":\"신규\"" },
    { "update", NULL, "changes.0.do", CHOOSE, "5", "\"do\":\"untag\"" },
    { "update", NULL, "changes.0.do", CHOOSE, "2", "\"do\":\"add\",\"field\":\"" },
    { "update", NULL, "changes.0.value", COUNT, "-5", "\"value\":-5" },
    { "update", NULL, "changes.0.do", CHOOSE, "3", "\"do\":\"decay\"" },
    { "update", NULL, "changes.0.value", COUNT, "80", "\"value\":80" },
    { "update", NULL, "changes.0.do", CHOOSE, "0", "\"do\":\"set\"" },
    { "update", NULL, "changes.0.field", PICK, "stage", "\"field\":\"stage\",\"value\":\"mql\"" },
    { "update", NULL, "changes.0.value", PICK, "sql", "\"value\":\"sql\"" },
    { "update", NULL, "changes.0.field", PICK, "city", "\"field\":\"city\"" },
    { "update", NULL, "changes.0.value", WRITE, "부산", "\"value\":\"부산\"" },
    { "update", NULL, "changes.0.do", CHOOSE, "1", "\"do\":\"clear\"" },
    { "update", NULL, NULL, PRESS, "Add Change", "\"do\":\"tag\"" },
    { "update", NULL, NULL, PRESS, "Remove change", "!\"do\":\"clear\"" },
  };

  forms_check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_others (FormsFixture *self, gconstpointer data)
{
  static const FormsCase cases[] = {
    { "list", NULL, "do", CHOOSE, "1", "\"do\":\"remove\"" },
    { "task", NULL, "text", WRITE, "전화하기", "\"text\":\"전화하기\"" },
    { "task", NULL, "owner", PICK, "민지", "\"owner\":\"민지\"" },
    { "task", NULL, "due", SPAN, "3", "\"due\":{\"days\":3}" },
    { "task", NULL, "alert", TURN, "", "\"alert\":true" },
    { "hook", NULL, "url", WRITE, "https://example.com/a", "\"url\":\"https://example.com/a\"" },
    { "go", NULL, "to", PICK, "wait", "\"to\":\"wait\"" },
    { "go", NULL, "times", COUNT, "3", "\"times\":3" },
    { "go", NULL, "days", COUNT, "20", "\"days\":20" },
    { "join", NULL, "after", PICK, "split", "\"after\":\"split\"" },
    { "goal", NULL, "event", PICK, "visit", "\"event\":{\"event\":\"visit\"}" },
    { "goal", NULL, "reached", CHOOSE, "1", "\"reached\":\"exit\"" },
    { "goal", NULL, "otherwise", CHOOSE, "1", "\"otherwise\":\"wait\"" },
    { "goal", NULL, "otherwise", CHOOSE, "2", "\"otherwise\":\"exit\"" },
    { "goal", NULL, "@goal", CHOOSE, "1", "\"condition\":{" },
    { "exit", NULL, "title", WRITE, "끝", "\"title\":\"끝\"" },
  };
  FormsCase list = { "list", NULL, "segment", PICK, self->list, self->list };

  forms_check_cases (self, cases, G_N_ELEMENTS (cases));
  forms_check_case (self, &list);
}

static void
test_entries (FormsFixture *self, gconstpointer data)
{
  static const FormsCase cases[] = {
    { NULL, "e0", "existing", TURN, "", "\"existing\":true" },
    { NULL, "e2", "match", PICK, "visit", "\"match\":{\"event\":\"visit\"}" },
    { NULL, "e3", "form", PICK, "체험 신청", "\"form\":\"체험 신청\"" },
    { NULL, "e4", "field", PICK, "birthday", "\"field\":\"birthday\"" },
    { NULL, "e4", "days", COUNT, "-7", "\"days\":-7" },
    { NULL, "e4", "at", WRITE, "11:30", "\"at\":\"11:30\"" },
    { NULL, "e5", "days", COUNT, "2", "\"days\":2" },
    { NULL, "e8", "weekdays", DAY, "4", "\"weekdays\":[\"mon\",\"fri\"]" },
    { NULL, "e8", "on", DATE, "2026-12-01", "\"on\":\"2026-12-01\"" },
    { NULL, "e8", "every", CHOOSE, "3", "\"every\":\"month\"" },
    { NULL, "e8", "day", COUNT, "15", "\"day\":15" },
    { NULL, "e8", "every", CHOOSE, "1", "\"every\":\"day\"" },
    { NULL, "e8", "every", CHOOSE, "0", "\"every\":\"once\"" },
    { NULL, "e8", "at", WRITE, "10:00", "\"at\":\"10:00\"" },
    { NULL, "e6", "kind", CHOOSE, "3", "\"id\":\"e6\",\"kind\":\"form\"" },
    { NULL, NULL, "reentry.rule", CHOOSE, "1", "\"reentry\":{\"rule\":\"after\",\"days\":30}" },
    { NULL, NULL, "reentry.days", COUNT, "90", "\"days\":90" },
    { NULL, NULL, "reentry.rule", CHOOSE, "2", "\"reentry\":{\"rule\":\"always\"}" },
    { NULL, NULL, "limits.per_day", COUNT, "100", "\"limits\":{\"per_day\":100}" },
    { NULL, NULL, "limits.total", COUNT, "5000", "\"total\":5000" },
    { NULL, NULL, "hours", TURN, "", "\"hours\":{\"from\":\"09:00\",\"until\":\"18:00\"}" },
    { NULL, NULL, "hours.weekdays", DAY, "0", "\"weekdays\":[\"tue\"" },
    { NULL, NULL, "zone", CHOOSE, "1", "\"zone\":\"workspace\"" },
    { NULL, NULL, "name", WRITE, "새 이름", "\"name\":\"새 이름\"" },
    { NULL, NULL, "note", WRITE, "메모", "\"note\":\"메모\"" },
    { NULL, NULL, "hours", TURN, "", "!\"hours\"" },
    { NULL, NULL, "zone", CHOOSE, "0", "!\"zone\"" },
    { NULL, NULL, "reentry.rule", CHOOSE, "0", "!\"reentry\"" },
    { NULL, NULL, "limits.total", COUNT, "0", "!\"total\"" },
  };
  FormsCase segments[] = {
    { NULL, "e0", "segment", PICK, self->segment, self->segment },
    { NULL, "e1", "segment", PICK, self->list, self->list },
    { NULL, "e8", "segment", PICK, self->segment, "\"kind\":\"schedule\",\"segment\":\"" },
  };

  forms_check_cases (self, segments, G_N_ELEMENTS (segments));
  forms_check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_add_and_remove_entries (FormsFixture *self, gconstpointer data)
{
  EspEntryFormList *list =
    ESP_ENTRY_FORM_LIST (forms_find_type (self->form, ESP_TYPE_ENTRY_FORM_LIST));
  g_autofree char *before = forms_text_of (self);
  g_autofree char *after = NULL;

  for (guint kind = 0; kind < ESP_N_ENTRY_KINDS; kind++)
    {
      esp_entry_form_list_add (list, (EspEntryKind) kind);
      forms_settle ();
    }
  g_assert_cmpuint (esp_journey_draft_get_journey (self->draft)->entries->len, ==,
                    2 * ESP_N_ENTRY_KINDS);
  for (guint i = 0; i < ESP_N_ENTRY_KINDS; i++)
    g_assert_true (esp_journey_draft_undo (self->draft));
  forms_settle ();
  after = forms_text_of (self);
  g_assert_cmpstr (after, ==, before);
  esp_entry_form_list_remove (list, "e3");
  forms_settle ();
  g_assert_null (esp_entry_form_list_get_page (list, "e3"));
  g_assert_nonnull (esp_entry_form_list_get_page (list, "e4"));
}

/* A wrong text stays in its control, is told next to it, and goes nowhere. */
static void
test_faults_stay_out (FormsFixture *self, gconstpointer data)
{
  static const FormsCase wrong_url = { "hook", NULL, "url", WRITE, "exam ple", "" };
  static const FormsCase wrong_date = { "wait", NULL, "until.date", DATE, "2026-13-45", "" };
  static const FormsCase dated = { "wait", NULL, "@wait", CHOOSE, "2", "" };
  g_autofree char *before = forms_text_of (self);
  g_autofree char *after = NULL;
  g_autofree char *dated_text = NULL;

  forms_select_step (self, "hook");
  forms_use (self, &wrong_url);
  after = forms_text_of (self);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (forms_shows_text (self->form, "https://"));
  g_assert_true (forms_has_fault (self->form));
  forms_select_step (self, "wait");
  forms_use (self, &dated);
  dated_text = forms_text_of (self);
  forms_use (self, &wrong_date);
  g_free (after);
  after = forms_text_of (self);
  g_assert_cmpstr (after, ==, dated_text);
  g_assert_true (forms_shows_text (self->form, "2026-01-31"));
}

/* Letters are one step back; another visit to the control begins another. */
static void
test_typing_is_one_step (FormsFixture *self, gconstpointer data)
{
  g_autofree char *before = forms_text_of (self);
  g_autofree char *after = NULL;
  GtkWidget *title;

  forms_select_step (self, "task");
  title =
    esp_step_page_find_control (ESP_STEP_PAGE (forms_find_type (self->form, ESP_TYPE_STEP_PAGE)),
                                "title");
  gtk_widget_grab_focus (title);
  gtk_editable_set_text (GTK_EDITABLE (title), "가");
  gtk_editable_set_text (GTK_EDITABLE (title), "가나");
  gtk_editable_set_text (GTK_EDITABLE (title), "가나다");
  forms_settle ();
  g_assert_cmpstr (esp_journey_draft_get_undo_title (self->draft), ==, "Change “Title”");
  g_assert_true (esp_journey_draft_undo (self->draft));
  forms_settle ();
  after = forms_text_of (self);
  g_assert_cmpstr (after, ==, before);
  /* What was undone shows at once, and the focus stays where it was. */
  title =
    esp_step_page_find_control (ESP_STEP_PAGE (forms_find_type (self->form, ESP_TYPE_STEP_PAGE)),
                                "title");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (title)), ==, "");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (self->window)), title));
}

/* A number counts while it is typed, not only when the focus leaves it. */
static void
test_typed_number_counts (FormsFixture *self, gconstpointer data)
{
  EspStepPage *page;

  forms_select_step (self, "go");
  page = ESP_STEP_PAGE (forms_find_type (self->form, ESP_TYPE_STEP_PAGE));
  gtk_editable_set_text (GTK_EDITABLE (esp_step_page_find_control (page, "times")), "7");
  forms_settle ();
  g_assert_true (forms_says (forms_text_of_static (self), "\"times\":7"));
  /* What cannot be is not kept. */
  gtk_editable_set_text (GTK_EDITABLE (esp_step_page_find_control (page, "times")), "70000");
  forms_settle ();
  g_assert_false (forms_says (forms_text_of_static (self), "70000"));
}

static void
test_rule_in_window (FormsFixture *self, gconstpointer data)
{
  static const char text[] = "city = \"부산\"";
  EspStepPage *page;
  GtkWidget *box;
  EspRuleWindow *window = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GList) windows = NULL;
  GtkTextBuffer *buffer;

  forms_select_step (self, "split");
  page = ESP_STEP_PAGE (forms_find_type (self->form, ESP_TYPE_STEP_PAGE));
  box = esp_step_page_find_control (page, "branches.0.when");
  g_assert_true (forms_shows_text (box, "서울"));
  g_signal_emit_by_name (forms_find_button (box, "Edit Rule…"), "clicked");
  forms_settle ();
  windows = gtk_window_list_toplevels ();
  for (GList *one = windows; one != NULL; one = one->next)
    if (ESP_IS_RULE_WINDOW (one->data))
      window = one->data;
  g_assert_nonnull (window);
  esp_rule_window_toggle_text (window);
  buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (forms_find_type (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_set_text (buffer, text, -1);
  while (!forms_shows_text (box, "부산"))
    g_main_context_iteration (NULL, TRUE);
  after = forms_text_of (self);
  g_assert_nonnull (strstr (after, "\"부산\""));
  g_assert_true (esp_journey_draft_undo (self->draft));
  forms_settle ();
  g_assert_true (forms_shows_text (box, "서울"));
  gtk_window_destroy (GTK_WINDOW (window));
  forms_settle ();
}

/* What is wrong stands at its row; what mends it is one step back. */
static void
test_fault_is_mended (FormsFixture *self, gconstpointer data)
{
  static const FormsCase endless = { "go", NULL, "times", COUNT, "0", "" };
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *before = NULL;
  g_autofree char *undone = NULL;
  GtkWidget *fix = NULL;

  forms_select_step (self, "go");
  forms_use (self, &endless);
  before = forms_text_of (self);
  while (fix == NULL || !gtk_widget_get_visible (fix))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
      fix = forms_find_button (self->form, "Go back once at most");
    }
  g_signal_emit_by_name (fix, "clicked");
  forms_settle ();
  g_assert_true (forms_says (forms_text_of_static (self), "\"times\":1"));
  g_assert_true (esp_journey_draft_undo (self->draft));
  forms_settle ();
  undone = forms_text_of (self);
  g_assert_cmpstr (undone, ==, before);
}

static void
test_new_message (FormsFixture *self, gconstpointer data)
{
  static const FormsCase titled = { "send", NULL, "title", WRITE, "환영 메일", "" };
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  forms_select_step (self, "send");
  forms_use (self, &titled);
  g_signal_emit_by_name (forms_find_button (self->form, "New Message…"), "clicked");
  /* The name is taken, so it gets one of its own. */
  while (!forms_says (forms_text_of_static (self), "\"message\":\"환영 메일 2\""))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_looks_without_controls (FormsFixture *self, gconstpointer data)
{
  const EspJourney *journey = esp_journey_draft_get_journey (self->draft);

  esp_step_form_set_editable (ESP_STEP_FORM (self->form), FALSE);
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      forms_select_step (self, esp_journey_get_step (journey, i)->id);
      g_assert_null (forms_find_type (self->form, GTK_TYPE_ENTRY));
      g_assert_null (forms_find_type (self->form, GTK_TYPE_SWITCH));
      g_assert_null (forms_find_type (self->form, GTK_TYPE_DROP_DOWN));
      g_assert_null (forms_find_type (self->form, ESP_TYPE_STEP_PICKER));
    }
  forms_select_step (self, NULL);
  g_assert_null (forms_find_type (self->form, GTK_TYPE_ENTRY));
  esp_step_form_set_editable (ESP_STEP_FORM (self->form), TRUE);
  g_assert_nonnull (forms_find_type (self->form, GTK_TYPE_ENTRY));
}

static void
test_clock (void)
{
  static const struct
  {
    const char *text;
    int minute;
  } cases[] = { { "9", 540 },     { "930", 570 },  { "9:30", 570 },  { "09:30", 570 },
                { "2359", 1439 }, { "24:00", -1 }, { "9:3", -1 },    { "", -1 },
                { "아홉", -1 },   { "12345", -1 }, { " 7:05 ", 425 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint minute = 0;
      gboolean is_fine = esp_step_clock_parse (cases[i].text, &minute);

      g_assert_cmpint (is_fine ? (int) minute : -1, ==, cases[i].minute);
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/views/journeys/forms/" name, FormsFixture, NULL, forms_set_up, func,               \
              forms_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/views/journeys/forms/clock", test_clock);
  ADD ("send", test_send);
  ADD ("wait", test_wait);
  ADD ("split", test_split);
  ADD ("update", test_update);
  ADD ("others", test_others);
  ADD ("entries", test_entries);
  ADD ("add-and-remove-entries", test_add_and_remove_entries);
  ADD ("faults-stay-out", test_faults_stay_out);
  ADD ("typing-is-one-step", test_typing_is_one_step);
  ADD ("typed-number-counts", test_typed_number_counts);
  ADD ("rule-in-window", test_rule_in_window);
  ADD ("fault-is-mended", test_fault_is_mended);
  ADD ("new-message", test_new_message);
  ADD ("looks-without-controls", test_looks_without_controls);
  return g_test_run ();
}
