/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the forms of a journey and uses their controls as a person would. */
#include "journey-forms.h"

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
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-date-entry.h"
#include "views/segments/esp-rule-window.h"

#include "temp-store.h"

#define NOW_US G_GINT64_CONSTANT (1790000000000000) /* 2026-09-21 */

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
  FormsFixture *self = data;
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

void
forms_settle (void)
{
  for (guint i = 0; i < 4; i++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
}

GtkWidget *
forms_find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = forms_find_type (child, type);
  return found;
}

gboolean
forms_shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && forms_shows_text (child, text))
      return TRUE;
  return FALSE;
}

gboolean
forms_has_fault (GtkWidget *widget)
{
  if (ESP_IS_STEP_LINE (widget) && esp_step_line_get_fault (ESP_STEP_LINE (widget)) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (forms_has_fault (child))
      return TRUE;
  return FALSE;
}

/* The draft is read in the background, and so are the names that the forms offer. */
static void
wait_until_ready (FormsFixture *self)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (forms_find_type (self->form, ESP_TYPE_STEP_PAGE) == NULL ||
         !esp_step_names_is_loaded (esp_step_page_get_names (
           ESP_STEP_PAGE (forms_find_type (self->form, ESP_TYPE_STEP_PAGE)))))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
    }
  forms_settle ();
}

void
forms_set_up (FormsFixture *self, gconstpointer data)
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

void
forms_tear_down (FormsFixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  esp_journey_draft_close (self->draft);
  forms_settle ();
  g_object_unref (self->draft);
  g_object_unref (self->selection);
  esp_session_close (self->session);
  g_object_unref (self->session);
  forms_settle ();
  esp_workspace_close (self->workspace);
  g_object_unref (self->workspace);
  g_object_unref (self->clock);
  temp_folder_free (self->folder);
  g_free (self->list);
  g_free (self->segment);
}

static EspStepPage *
page_of (FormsFixture *self, const FormsCase *one)
{
  GtkWidget *list;

  if (one->step != NULL)
    return ESP_STEP_PAGE (forms_find_type (self->form, ESP_TYPE_STEP_PAGE));
  list = forms_find_type (self->form, ESP_TYPE_ENTRY_FORM_LIST);
  g_assert_nonnull (list);
  if (one->entry != NULL)
    return esp_entry_form_list_get_page (ESP_ENTRY_FORM_LIST (list), one->entry);
  return ESP_STEP_PAGE (gtk_widget_get_next_sibling (list));
}

char *
forms_text_of (FormsFixture *self)
{
  g_autofree char *text = esp_journey_to_json (esp_journey_draft_get_journey (self->draft));
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_to_string (node, FALSE);
}

/* For a look: stays until the next one. */
const char *
forms_text_of_static (FormsFixture *self)
{
  static char *text;

  g_free (text);
  text = forms_text_of (self);
  return text;
}

GtkWidget *
forms_find_button (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && (g_strcmp0 (gtk_widget_get_tooltip_text (widget), name) == 0 ||
                                 forms_shows_text (widget, name)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = forms_find_button (child, name);
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
do_act (GtkWidget *control, const FormsCase *one)
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
      esp_step_picker_choose (ESP_STEP_PICKER (forms_find_type (control, ESP_TYPE_STEP_PICKER)),
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
      esp_date_entry_set_text (ESP_DATE_ENTRY (forms_find_type (control, ESP_TYPE_DATE_ENTRY)),
                               one->value);
      break;
    case PRESS:
    default:
      break;
    }
}

void
forms_use (FormsFixture *self, const FormsCase *one)
{
  EspStepPage *page = page_of (self, one);
  GtkWidget *control;

  g_assert_nonnull (page);
  if (one->act == PRESS)
    {
      control = forms_find_button (GTK_WIDGET (page), one->value);
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
  forms_settle ();
}

void
forms_select_step (FormsFixture *self, const char *id)
{
  esp_journey_selection_set (self->selection, id, FALSE);
  forms_settle ();
}

gboolean
forms_says (const char *text, const char *expected)
{
  return *expected == '!' ? strstr (text, expected + 1) == NULL : strstr (text, expected) != NULL;
}

/* Does one thing, looks at the text, goes back and forth. The change stays for the cases that follow. */
void
forms_check_case (FormsFixture *self, const FormsCase *one)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;

  forms_select_step (self, one->step);
  before = forms_text_of (self);
  forms_use (self, one);
  after = forms_text_of (self);
  if (!forms_says (after, one->expected) || g_str_equal (before, after))
    g_error ("%s %s: “%s” is expected in %s", one->step, one->path, one->expected, after);
  g_assert_true (esp_journey_draft_undo (self->draft));
  forms_settle ();
  undone = forms_text_of (self);
  g_assert_cmpstr (undone, ==, before);
  g_assert_true (esp_journey_draft_redo (self->draft));
  forms_settle ();
  redone = forms_text_of (self);
  g_assert_cmpstr (redone, ==, after);
}

void
forms_check_cases (FormsFixture *self, const FormsCase *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    forms_check_case (self, &cases[i]);
}
