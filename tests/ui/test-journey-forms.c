/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every control of the forms of a journey changes its member of the text, and one step back restores it. */
#include <adwaita.h>
#include <string.h>

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-channels.h"
#include "store/esp-fields.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "store/esp-tags.h"
#include "views/journeys/esp-entry-form-list.h"
#include "views/journeys/esp-step-controls.h"
#include "views/journeys/esp-step-form.h"
#include "views/journeys/esp-step-page.h"
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-date-entry.h"
#include "views/segments/esp-rule-window.h"

#include "temp-store.h"

#define PATIENCE_US (10 * G_USEC_PER_SEC)
#define NOW_US G_GINT64_CONSTANT (1790000000000000) /* 2026-09-21 */

typedef struct
{
  char *folder;
  EspClock *clock;
  EspWorkspace *workspace;
  EspSession *session;
  EspJourneyDraft *draft;
  EspJourneySelection *selection;
  GtkWidget *window;
  GtkWidget *form;
  char *list; /* uuids */
  char *segment;
} Fixture;

/* One step of each kind, and one entry of each kind. */
static const char journey_text[] =
  "{\"version\":1,\"name\":\"환영\",\"entries\":["
  "{\"id\":\"e0\",\"kind\":\"enters-segment\"},"
  "{\"id\":\"e1\",\"kind\":\"leaves-segment\"},"
  "{\"id\":\"e2\",\"kind\":\"event\",\"match\":{\"event\":\"click\"}},"
  "{\"id\":\"e3\",\"kind\":\"form\"},"
  "{\"id\":\"e4\",\"kind\":\"date\",\"at\":\"09:00\"},"
  "{\"id\":\"e5\",\"kind\":\"anniversary\",\"at\":\"09:00\"},"
  "{\"id\":\"e6\",\"kind\":\"manual\"},"
  "{\"id\":\"e7\",\"kind\":\"journey\"},"
  "{\"id\":\"e8\",\"kind\":\"schedule\",\"every\":\"week\",\"weekdays\":[\"mon\"],\"at\":\"09:00\"}"
  "],"
  "\"groups\":[{\"id\":\"g1\",\"title\":\"첫인사\"}],"
  "\"steps\":["
  "{\"id\":\"send\",\"kind\":\"send\"},"
  "{\"id\":\"wait\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
  "{\"id\":\"update\",\"kind\":\"update\",\"changes\":[{\"do\":\"tag\",\"tag\":\"VIP\"}]},"
  "{\"id\":\"list\",\"kind\":\"segment\",\"do\":\"add\"},"
  "{\"id\":\"task\",\"kind\":\"task\",\"text\":\"전화\"},"
  "{\"id\":\"hook\",\"kind\":\"webhook\"},"
  "{\"id\":\"goal\",\"kind\":\"goal\",\"event\":{\"event\":\"order\"}},"
  "{\"id\":\"random\",\"kind\":\"random\",\"branches\":[{\"id\":\"b1\",\"share\":50,\"steps\":[]},"
  "{\"id\":\"b2\",\"share\":50,\"steps\":[]}]},"
  "{\"id\":\"test\",\"kind\":\"test\",\"metric\":\"click\",\"branches\":["
  "{\"id\":\"b1\",\"share\":50,\"steps\":[]},{\"id\":\"b2\",\"share\":50,\"steps\":[]}]},"
  "{\"id\":\"split\",\"kind\":\"split\",\"branches\":[{\"id\":\"b1\",\"title\":\"하나\",\"when\":"
  "{\"group\":\"all\",\"items\":[{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\","
  "\"values\":[\"서울\"]}]},\"steps\":[{\"id\":\"join\",\"kind\":\"join\"}]},"
  "{\"id\":\"b2\",\"title\":\"둘\",\"when\":{\"group\":\"all\",\"items\":[]},\"steps\":[]},"
  "{\"id\":\"b3\",\"else\":true,\"steps\":[]}]},"
  "{\"id\":\"go\",\"kind\":\"go-to\",\"to\":\"send\",\"times\":1},"
  "{\"id\":\"exit\",\"kind\":\"exit\"}]}";

static gboolean
fill_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *self = data;
  EspSegment list = { .name = (char *) "명단", .is_static = TRUE };
  EspSegment segment = { .name = (char *) "서울",
                         .rule =
                           (char *) "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[]}}" };
  g_autofree char *column = NULL;
  g_autofree char *flag = NULL;
  gint64 id;

  if (!esp_message_insert (tx, "환영 메일", "email", "{}", &id, error) ||
      !esp_message_insert (tx, "둘째 메일", "email", "{}", &id, error) ||
      !esp_segment_insert (tx, &list, error) || !esp_segment_insert (tx, &segment, error) ||
      !esp_tag_ensure (tx, "VIP", &id, error) || !esp_tag_ensure (tx, "신규", &id, error) ||
      !esp_field_create (tx, "계약일", ESP_FIELD_DATE, &column, error) ||
      !esp_field_create (tx, "동의함", ESP_FIELD_BOOLEAN, &flag, error) ||
      !esp_channel_ensure_demo (tx, &id, error) ||
      !esp_journey_row_insert (tx, "다른 여정", "{\"version\":1,\"steps\":[]}", &id, error) ||
      !esp_journey_row_insert (tx, "환영", journey_text, &id, error))
    return FALSE;
  self->list = list.uuid;
  self->segment = segment.uuid;
  return TRUE;
}

static void
settle (void)
{
  for (guint i = 0; i < 4; i++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && shows_text (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
has_fault (GtkWidget *widget)
{
  if (ESP_IS_STEP_LINE (widget) && esp_step_line_get_fault (ESP_STEP_LINE (widget)) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_fault (child))
      return TRUE;
  return FALSE;
}

/* The draft is read in the background, and so are the names that the forms offer. */
static void
wait_until_ready (Fixture *self)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (find_type (self->form, ESP_TYPE_STEP_PAGE) == NULL ||
         !esp_step_names_is_loaded (
           esp_step_page_get_names (ESP_STEP_PAGE (find_type (self->form, ESP_TYPE_STEP_PAGE)))))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
    }
  settle ();
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = temp_folder_new ();
  path = g_build_filename (self->folder, "test.espalier", NULL);
  self->clock = esp_clock_new_fake (NOW_US);
  self->workspace = esp_workspace_open (path, ESP_STORE_CREATE, self->clock, &error);
  g_assert_no_error (error);
  esp_store_write (esp_workspace_get_store (self->workspace), NULL, fill_cb, self, NULL, &error);
  g_assert_no_error (error);
  self->session = esp_session_new (self->workspace);
  self->draft = esp_journey_draft_new (esp_workspace_get_store (self->workspace), 2);
  self->selection = esp_journey_selection_new ();
  self->form = esp_step_form_new (self->session, self->draft, self->selection);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 360, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), self->form);
  gtk_window_present (GTK_WINDOW (self->window));
  wait_until_ready (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  esp_journey_draft_close (self->draft);
  settle ();
  g_object_unref (self->draft);
  g_object_unref (self->selection);
  esp_session_close (self->session);
  g_object_unref (self->session);
  settle ();
  esp_workspace_close (self->workspace);
  g_object_unref (self->workspace);
  g_object_unref (self->clock);
  temp_folder_free (self->folder);
  g_free (self->list);
  g_free (self->segment);
}

/* What a person does to a control. */
typedef enum
{
  WRITE,  /* a text */
  CHOOSE, /* by number, from a list that opens */
  TURN,   /* a switch over */
  COUNT,  /* a number */
  PICK,   /* a name */
  PRESS,  /* a button by its name */
  SPAN,   /* "3 hours": a number and a unit by number */
  DAY,    /* a weekday by number, over */
  DATE,
} Act;

typedef struct
{
  const char *step; /* (nullable): NULL: entries and settings */
  const char *entry;
  const char *path;
  Act act;
  const char *value;
  const char *expected; /* a part of the text; "!" before it: it is not there any more */
} Case;

static EspStepPage *
page_of (Fixture *self, const Case *one)
{
  GtkWidget *list;

  if (one->step != NULL)
    return ESP_STEP_PAGE (find_type (self->form, ESP_TYPE_STEP_PAGE));
  list = find_type (self->form, ESP_TYPE_ENTRY_FORM_LIST);
  g_assert_nonnull (list);
  if (one->entry != NULL)
    return esp_entry_form_list_get_page (ESP_ENTRY_FORM_LIST (list), one->entry);
  return ESP_STEP_PAGE (gtk_widget_get_next_sibling (list));
}

static char *
text_of (Fixture *self)
{
  g_autofree char *text = esp_journey_to_json (esp_journey_draft_get_journey (self->draft));
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_to_string (node, FALSE);
}

/* For a look: stays until the next one. */
static const char *
text_of_static (Fixture *self)
{
  static char *text;

  g_free (text);
  text = text_of (self);
  return text;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) &&
      (g_strcmp0 (gtk_widget_get_tooltip_text (widget), name) == 0 || shows_text (widget, name)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, name);
  return found;
}

static GtkWidget *
nth_child (GtkWidget *widget, guint n)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  while (n-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
do_act (GtkWidget *control, const Case *one)
{
  guint64 number = g_ascii_strtoull (one->value, NULL, 10);

  switch (one->act)
    {
    case WRITE:
      if (GTK_IS_SCROLLED_WINDOW (control))
        gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (
                                    gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (control)))),
                                  one->value, -1);
      else
        gtk_editable_set_text (GTK_EDITABLE (control), one->value);
      break;
    case CHOOSE:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (control), (guint) number);
      break;
    case TURN:
      gtk_switch_set_active (GTK_SWITCH (control), !gtk_switch_get_active (GTK_SWITCH (control)));
      break;
    case COUNT:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), g_ascii_strtod (one->value, NULL));
      break;
    case PICK:
      esp_step_picker_choose (ESP_STEP_PICKER (find_type (control, ESP_TYPE_STEP_PICKER)),
                              one->value);
      break;
    case SPAN:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (nth_child (control, 1)), (guint) number);
      break;
    case DAY:
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (nth_child (control, (guint) number)),
                                    !gtk_toggle_button_get_active (
                                      GTK_TOGGLE_BUTTON (nth_child (control, (guint) number))));
      break;
    case DATE:
      esp_date_entry_set_text (ESP_DATE_ENTRY (find_type (control, ESP_TYPE_DATE_ENTRY)),
                               one->value);
      break;
    case PRESS:
    default:
      break;
    }
}

static void
use (Fixture *self, const Case *one)
{
  EspStepPage *page = page_of (self, one);
  GtkWidget *control;

  g_assert_nonnull (page);
  if (one->act == PRESS)
    {
      control = find_button (GTK_WIDGET (page), one->value);
      g_test_message ("button %s", one->value);
      g_assert_nonnull (control);
      g_signal_emit_by_name (control, "clicked");
    }
  else
    {
      control = esp_step_page_find_control (page, one->path);
      g_test_message ("control %s", one->path);
      g_assert_nonnull (control);
      do_act (control, one);
    }
  settle ();
}

static void
select_step (Fixture *self, const char *id)
{
  esp_journey_selection_set (self->selection, id, FALSE);
  settle ();
}

static gboolean
says (const char *text, const char *expected)
{
  return *expected == '!' ? strstr (text, expected + 1) == NULL : strstr (text, expected) != NULL;
}

/* Does one thing, looks at the text, goes back and forth. The change stays for the cases that follow. */
static void
check_case (Fixture *self, const Case *one)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;

  select_step (self, one->step);
  before = text_of (self);
  use (self, one);
  after = text_of (self);
  if (!says (after, one->expected) || g_str_equal (before, after))
    g_error ("%s %s: “%s” is expected in %s", one->step, one->path, one->expected, after);
  g_assert_true (esp_journey_draft_undo (self->draft));
  settle ();
  undone = text_of (self);
  g_assert_cmpstr (undone, ==, before);
  g_assert_true (esp_journey_draft_redo (self->draft));
  settle ();
  redone = text_of (self);
  g_assert_cmpstr (redone, ==, after);
}

static void
check_cases (Fixture *self, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    check_case (self, &cases[i]);
}

static void
test_send (Fixture *self, gconstpointer data)
{
  static const Case cases[] = {
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

  check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_wait (Fixture *self, gconstpointer data)
{
  static const Case cases[] = {
    { "wait", NULL, "for", SPAN, "1", "\"for\":{\"hours\":1}" },
    { "wait", NULL, "hours", TURN, "", "\"hours\":{" },
    { "wait", NULL, "@wait", CHOOSE, "1", "\"until\":{\"at\":\"09:00\"}" },
    { "wait", NULL, "until.at", WRITE, "08:15", "\"at\":\"08:15\"" },
    { "wait", NULL, "until.weekdays", DAY, "0",
      "\"weekdays\":[\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]" },
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

  check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_split (Fixture *self, gconstpointer data)
{
  static const Case cases[] = {
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

  check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_update (Fixture *self, gconstpointer data)
{
  static const Case cases[] = {
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

  check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_others (Fixture *self, gconstpointer data)
{
  static const Case cases[] = {
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
  Case list = { "list", NULL, "segment", PICK, self->list, self->list };

  check_cases (self, cases, G_N_ELEMENTS (cases));
  check_case (self, &list);
}

static void
test_entries (Fixture *self, gconstpointer data)
{
  static const Case cases[] = {
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
  Case segments[] = {
    { NULL, "e0", "segment", PICK, self->segment, self->segment },
    { NULL, "e1", "segment", PICK, self->list, self->list },
    { NULL, "e8", "segment", PICK, self->segment, "\"kind\":\"schedule\",\"segment\":\"" },
  };

  check_cases (self, segments, G_N_ELEMENTS (segments));
  check_cases (self, cases, G_N_ELEMENTS (cases));
}

static void
test_add_and_remove_entries (Fixture *self, gconstpointer data)
{
  EspEntryFormList *list = ESP_ENTRY_FORM_LIST (find_type (self->form, ESP_TYPE_ENTRY_FORM_LIST));
  g_autofree char *before = text_of (self);
  g_autofree char *after = NULL;

  for (guint kind = 0; kind < ESP_N_ENTRY_KINDS; kind++)
    {
      esp_entry_form_list_add (list, (EspEntryKind) kind);
      settle ();
    }
  g_assert_cmpuint (esp_journey_draft_get_journey (self->draft)->entries->len, ==,
                    2 * ESP_N_ENTRY_KINDS);
  for (guint i = 0; i < ESP_N_ENTRY_KINDS; i++)
    g_assert_true (esp_journey_draft_undo (self->draft));
  settle ();
  after = text_of (self);
  g_assert_cmpstr (after, ==, before);
  esp_entry_form_list_remove (list, "e3");
  settle ();
  g_assert_null (esp_entry_form_list_get_page (list, "e3"));
  g_assert_nonnull (esp_entry_form_list_get_page (list, "e4"));
}

/* A wrong text stays in its control, is told next to it, and goes nowhere. */
static void
test_faults_stay_out (Fixture *self, gconstpointer data)
{
  static const Case wrong_url = { "hook", NULL, "url", WRITE, "exam ple", "" };
  static const Case wrong_date = { "wait", NULL, "until.date", DATE, "2026-13-45", "" };
  static const Case dated = { "wait", NULL, "@wait", CHOOSE, "2", "" };
  g_autofree char *before = text_of (self);
  g_autofree char *after = NULL;
  g_autofree char *dated_text = NULL;

  select_step (self, "hook");
  use (self, &wrong_url);
  after = text_of (self);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (shows_text (self->form, "https://"));
  g_assert_true (has_fault (self->form));
  select_step (self, "wait");
  use (self, &dated);
  dated_text = text_of (self);
  use (self, &wrong_date);
  g_free (after);
  after = text_of (self);
  g_assert_cmpstr (after, ==, dated_text);
  g_assert_true (shows_text (self->form, "2026-01-31"));
}

/* Letters are one step back; another visit to the control begins another. */
static void
test_typing_is_one_step (Fixture *self, gconstpointer data)
{
  g_autofree char *before = text_of (self);
  g_autofree char *after = NULL;
  GtkWidget *title;

  select_step (self, "task");
  title = esp_step_page_find_control (ESP_STEP_PAGE (find_type (self->form, ESP_TYPE_STEP_PAGE)),
                                      "title");
  gtk_widget_grab_focus (title);
  gtk_editable_set_text (GTK_EDITABLE (title), "가");
  gtk_editable_set_text (GTK_EDITABLE (title), "가나");
  gtk_editable_set_text (GTK_EDITABLE (title), "가나다");
  settle ();
  g_assert_cmpstr (esp_journey_draft_get_undo_title (self->draft), ==, "Change “Title”");
  g_assert_true (esp_journey_draft_undo (self->draft));
  settle ();
  after = text_of (self);
  g_assert_cmpstr (after, ==, before);
  /* What was undone shows at once, and the focus stays where it was. */
  title = esp_step_page_find_control (ESP_STEP_PAGE (find_type (self->form, ESP_TYPE_STEP_PAGE)),
                                      "title");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (title)), ==, "");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (self->window)), title));
}

static void
test_rule_in_window (Fixture *self, gconstpointer data)
{
  static const char text[] = "city = \"부산\"";
  EspStepPage *page;
  GtkWidget *box;
  EspRuleWindow *window = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GList) windows = NULL;
  GtkTextBuffer *buffer;

  select_step (self, "split");
  page = ESP_STEP_PAGE (find_type (self->form, ESP_TYPE_STEP_PAGE));
  box = esp_step_page_find_control (page, "branches.0.when");
  g_assert_true (shows_text (box, "서울"));
  g_signal_emit_by_name (find_button (box, "Edit Rule…"), "clicked");
  settle ();
  windows = gtk_window_list_toplevels ();
  for (GList *one = windows; one != NULL; one = one->next)
    if (ESP_IS_RULE_WINDOW (one->data))
      window = one->data;
  g_assert_nonnull (window);
  esp_rule_window_toggle_text (window);
  buffer =
    gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_type (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_set_text (buffer, text, -1);
  while (!shows_text (box, "부산"))
    g_main_context_iteration (NULL, TRUE);
  after = text_of (self);
  g_assert_nonnull (strstr (after, "\"부산\""));
  g_assert_true (esp_journey_draft_undo (self->draft));
  settle ();
  g_assert_true (shows_text (box, "서울"));
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

/* What is wrong stands at its row; what mends it is one step back. */
static void
test_fault_is_mended (Fixture *self, gconstpointer data)
{
  static const Case endless = { "go", NULL, "times", COUNT, "0", "" };
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *before = NULL;
  g_autofree char *undone = NULL;
  GtkWidget *fix = NULL;

  select_step (self, "go");
  use (self, &endless);
  before = text_of (self);
  while (fix == NULL || !gtk_widget_get_visible (fix))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
      fix = find_button (self->form, "Go back once at most");
    }
  g_signal_emit_by_name (fix, "clicked");
  settle ();
  g_assert_true (says (text_of_static (self), "\"times\":1"));
  g_assert_true (esp_journey_draft_undo (self->draft));
  settle ();
  undone = text_of (self);
  g_assert_cmpstr (undone, ==, before);
}

static void
test_new_message (Fixture *self, gconstpointer data)
{
  static const Case titled = { "send", NULL, "title", WRITE, "환영 메일", "" };
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  select_step (self, "send");
  use (self, &titled);
  g_signal_emit_by_name (find_button (self->form, "New Message…"), "clicked");
  /* The name is taken, so it gets one of its own. */
  while (!says (text_of_static (self), "\"message\":\"환영 메일 2\""))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_looks_without_controls (Fixture *self, gconstpointer data)
{
  const EspJourney *journey = esp_journey_draft_get_journey (self->draft);

  esp_step_form_set_editable (ESP_STEP_FORM (self->form), FALSE);
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      select_step (self, esp_journey_get_step (journey, i)->id);
      g_assert_null (find_type (self->form, GTK_TYPE_ENTRY));
      g_assert_null (find_type (self->form, GTK_TYPE_SWITCH));
      g_assert_null (find_type (self->form, GTK_TYPE_DROP_DOWN));
      g_assert_null (find_type (self->form, ESP_TYPE_STEP_PICKER));
    }
  select_step (self, NULL);
  g_assert_null (find_type (self->form, GTK_TYPE_ENTRY));
  esp_step_form_set_editable (ESP_STEP_FORM (self->form), TRUE);
  g_assert_nonnull (find_type (self->form, GTK_TYPE_ENTRY));
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
  g_test_add ("/views/journeys/forms/" name, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("rule-in-window", test_rule_in_window);
  ADD ("fault-is-mended", test_fault_is_mended);
  ADD ("new-message", test_new_message);
  ADD ("looks-without-controls", test_looks_without_controls);
  return g_test_run ();
}
