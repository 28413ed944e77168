/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The segment builder counts what it shows, keeps what is edited and takes edits back. */
#include <adwaita.h>
#include <string.h>

#include "engine/segment/esp-segment-measure.h"
#include "store/esp-leads.h"
#include "store/esp-segments.h"
#include "views/segments/esp-rule-fault-words.h"
#include "views/esp-screens.h"
#include "views/segments/esp-segment-builder.h"
#include "views/shell/esp-window.h"

#include "temp-store.h"

#define N_LEADS 12
#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspWorkspace *workspace;
  EspWindow *window;
} Fixture;

static gboolean
fill_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char rule[] =
    "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":["
    "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[\"서울\"]}]}}";
  EspSegment segment = { .name = (char *) "서울", .rule = (char *) rule };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_set_text (esp_lead_get_writable (lead, "city"), i % 3 == 0 ? "서울" : "부산");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  if (!esp_segment_insert (tx, &segment, error))
    return FALSE;
  g_free (segment.uuid);
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTarget) target = esp_target_new ("segments", "1");
  g_autofree char *path = NULL;

  self->folder = temp_folder_new ();
  path = g_build_filename (self->folder, "test.espalier", NULL);
  self->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  self->workspace = esp_workspace_open (path, ESP_STORE_CREATE, self->clock, &error);
  g_assert_no_error (error);
  esp_store_write (esp_workspace_get_store (self->workspace), NULL, fill_cb, NULL, NULL, &error);
  g_assert_no_error (error);
  self->window = esp_window_new (NULL);
  esp_window_set_workspace (self->window, self->workspace);
  esp_window_open (self->window, target);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  esp_window_set_workspace (self->window, NULL);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  esp_workspace_close (self->workspace);
  g_object_unref (self->workspace);
  g_object_unref (self->clock);
  temp_folder_free (self->folder);
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
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

/* What the screen says instead, for the report of a failure. */
static void
tell_labels (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    g_test_message ("label: %s", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tell_labels (child);
}

static EspSegmentBuilder *
builder_of (Fixture *self)
{
  return ESP_SEGMENT_BUILDER (
    find_type (GTK_WIDGET (esp_window_get_screen (self->window)), ESP_TYPE_SEGMENT_BUILDER));
}

static void
wait_for_text (Fixture *self, const char *text)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!shows_text (GTK_WIDGET (builder_of (self)), text))
    {
      if (g_get_monotonic_time () > end_us)
        {
          tell_labels (GTK_WIDGET (builder_of (self)));
          g_error ("“%s” is not shown", text);
        }
      g_main_context_iteration (NULL, FALSE);
    }
}

static gboolean
nothing_cb (EspTx *tx, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
read_rule_cb (EspTx *tx, gpointer data, GError **error)
{
  char **rule = data;
  g_autoptr (EspSegment) segment = esp_segment_load (tx, 1, error);

  *rule = segment != NULL ? g_strdup (segment->rule) : NULL;
  return segment != NULL;
}

static void
test_edit_counts_keeps_and_undoes (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rule = NULL;
  GtkTextBuffer *text;

  wait_for_text (self, "4 leads");
  esp_segment_builder_toggle_text (builder_of (self));
  text = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (find_type (GTK_WIDGET (builder_of (self)), GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_set_text (text, "none(city = \"서울\")", -1);
  wait_for_text (self, "8 leads");
  /* What does not read well changes nothing. */
  gtk_text_buffer_set_text (text, "none(city = ", -1);
  wait_for_text (self, "Line 1, column 13: a value is expected, but the rule ends.");
  g_assert_true (esp_segment_builder_undo (builder_of (self)));
  wait_for_text (self, "4 leads");
  g_assert_true (esp_segment_builder_redo (builder_of (self)));
  wait_for_text (self, "8 leads");
  esp_segment_builder_save_now (builder_of (self));
  /* Writes come one after the other: once this one is through, so is the one before. */
  esp_store_write (esp_workspace_get_store (self->workspace), NULL, nothing_cb, NULL, NULL, &error);
  g_assert_no_error (error);
  esp_store_read (esp_workspace_get_store (self->workspace), ESP_READ_PAGE, read_rule_cb, &rule,
                  NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (rule, "none"));
}

/* Everything that can be wrong with a text has words in the window, the same as in the core. */
static void
test_every_fault_has_words (void)
{
  const char *const *phrase = esp_rule_fault_list_phrases ();
  EspRuleFault fault = { ESP_RULE_FAULT_EXPECTED, "a field", (char *) "x", 0, 2, 3, 0 };
  g_autofree char *sentence = esp_words_fault (&fault);
  g_autofree char *korean = esp_rule_fault_fill (&fault, "“{word}”{이/가} {phrase}{을/를}", "필드");

  for (guint code = 0; code < ESP_N_RULE_FAULTS; code++)
    g_assert_cmpstr (esp_words_fault_template (code), ==, esp_rule_fault_get_template (code));
  for (; *phrase != NULL; phrase++)
    g_assert_true (esp_words_fault_knows (*phrase));
  g_assert_cmpstr (sentence, ==, "Line 2, column 3: a field is expected, not “x”.");
  g_assert_cmpstr (korean, ==, "“x”가 필드를");
}

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
  esp_screens_register ();
  g_test_add ("/views/segments/edit-counts-keeps-and-undoes", Fixture, NULL, set_up,
              test_edit_counts_keeps_and_undoes, tear_down);
  g_test_add_func ("/views/segments/every-fault-has-words", test_every_fault_has_words);
  return g_test_run ();
}
