/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a segment's rule: names the present one, compares an older one, brings it back. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-builder-private.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-segment-versions.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-versions-frame.h"

#include <glib/gi18n.h>

#define WIDTH 620

#define ESP_TYPE_SEGMENT_VERSIONS (esp_segment_versions_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentVersions, esp_segment_versions, ESP, SEGMENT_VERSIONS, AdwWindow)

struct _EspSegmentVersions
{
  AdwWindow parent_instance;

  EspSegmentBuilder *builder; /* (owned) */
  EspVersionsFrame frame;
};

G_DEFINE_FINAL_TYPE (EspSegmentVersions, esp_segment_versions, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  gint64 id;
  char *name;          /* (owned) (nullable): to be kept */
  GPtrArray *versions; /* (owned) (nullable) (element-type EspSegmentVersion) */
} Call;

/* Two rules of a segment that are held against each other. */
typedef struct
{
  EspSegmentVersions *window; /* (owned) */
  EspRule *now;               /* (owned) */
  EspSegmentCount *then;      /* (owned) (nullable) */
  EspSegmentCount *present;   /* (owned) (nullable) */
  char *name;                 /* (owned): of the version */
} Compare;

static void
call_free (Call *call)
{
  g_free (call->name);
  g_clear_pointer (&call->versions, g_ptr_array_unref);
  g_free (call);
}

static void
compare_free (Compare *compare)
{
  g_object_unref (compare->window);
  esp_rule_unref (compare->now);
  g_clear_pointer (&compare->then, esp_segment_count_free);
  g_clear_pointer (&compare->present, esp_segment_count_free);
  g_free (compare->name);
  g_free (compare);
}

static Call *
call_new (EspSegmentVersions *self)
{
  Call *call = g_new0 (Call, 1);

  call->id = esp_segment_builder_get_id (self->builder);
  return call;
}

static void
tell (EspSegmentVersions *self, const char *sentence)
{
  esp_form_frame_set_problem (&self->frame.form, sentence);
}

static EspRule *
rule_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "esp-rule");
}

static void
restore_cb (GtkWidget *button, EspSegmentVersions *self)
{
  esp_rule_doc_replace (self->builder->doc, rule_of (button));
  esp_session_toast (self->builder->session, _ ("Version restored. Ctrl+Z takes it back."));
  gtk_window_close (GTK_WINDOW (self));
}

/* Comparing */

static void
drill (Compare *compare, gboolean is_then)
{
  const EspBitmap *of = is_then ? compare->then->members : compare->present->members;
  const EspBitmap *without = is_then ? compare->present->members : compare->then->members;
  g_autoptr (EspBitmap) leads = esp_bitmap_copy (of);
  g_autofree char *sentence = g_strdup_printf (is_then ? _ ("Only in “%s”, not in the rule of now")
                                                       : _ ("Only in the rule of now, not in “%s”"),
                                               compare->name);

  esp_bitmap_andnot (leads, without);
  esp_leads_screen_drill (compare->window->builder->session, sentence, leads);
  gtk_window_close (GTK_WINDOW (compare->window));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Compare *compare = data;
  const char *answer = esp_dialog_ask_finish (result, NULL);

  if (g_strcmp0 (answer, "then") == 0 || g_strcmp0 (answer, "now") == 0)
    drill (compare, g_str_equal (answer, "then"));
  compare_free (compare);
}

static void
show_difference (Compare *compare)
{
  EspSegmentBuilder *builder = compare->window->builder;
  gint64 n_both = (gint64) esp_bitmap_and_count (compare->then->members, compare->present->members);
  gint64 n_then = (gint64) compare->then->size - n_both;
  gint64 n_now = (gint64) compare->present->size - n_both;
  g_autofree char *both = esp_format_count (n_both);
  g_autofree char *then = esp_format_count (n_then);
  g_autofree char *now = esp_format_count (n_now);
  g_autofree char *title = g_strdup_printf (_ ("“%s” and the rule of now"), compare->name);
  g_autofree char *body =
    g_strdup_printf (_ ("%s leads match both rules. %s match only “%s”, %s only the rule of now."),
                     both, then, compare->name, now);
  g_autofree char *show_then = g_strdup_printf (_ ("Only in the _version: %s"), then);
  g_autofree char *show_now = g_strdup_printf (_ ("Only _now: %s"), now);
  EspDialogAnswer answers[3] = { { NULL } };
  guint n = 0;

  if (n_then > 0)
    answers[n++] = (EspDialogAnswer){ "then", show_then, FALSE, FALSE };
  if (n_now > 0)
    answers[n++] = (EspDialogAnswer){ "now", show_now, FALSE, FALSE };
  answers[n] = (EspDialogAnswer){ NULL };
  esp_dialog_ask_async (GTK_WINDOW (compare->window), title, body, answers, builder->cancellable,
                        answered_cb, compare);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Compare *compare = data;
  EspSegmentBuilder *builder = compare->window->builder;
  EspSegmentCount *count =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, NULL);

  if (count == NULL)
    {
      tell (compare->window, _ ("The version names what is gone, so it cannot be counted."));
      compare_free (compare);
      return;
    }
  if (compare->then == NULL)
    {
      compare->then = count;
      esp_segment_service_count_async (builder->service, compare->now,
                                       builder->opened->segment->uuid, ESP_SEGMENT_PLAIN,
                                       builder->cancellable, counted_cb, compare);
      return;
    }
  compare->present = count;
  show_difference (compare);
}

static void
compare_cb (GtkWidget *button, EspSegmentVersions *self)
{
  EspSegmentBuilder *builder = self->builder;
  Compare *compare = g_new0 (Compare, 1);

  tell (self, NULL);
  compare->window = g_object_ref (self);
  compare->now = esp_rule_doc_dup_complete (builder->doc);
  compare->name = g_strdup (g_object_get_data (G_OBJECT (button), "esp-name"));
  esp_segment_service_count_async (builder->service, rule_of (button),
                                   builder->opened->segment->uuid, ESP_SEGMENT_PLAIN,
                                   builder->cancellable, counted_cb, compare);
}

/* The list */

static void
add_button (GtkWidget *row,
            const char *text,
            const char *label,
            const char *name,
            EspRule *rule,
            GCallback clicked,
            EspSegmentVersions *self)
{
  GtkWidget *button = esp_versions_frame_add_button (row, text, label);

  g_object_set_data_full (G_OBJECT (button), "esp-rule", esp_rule_ref (rule),
                          (GDestroyNotify) esp_rule_unref);
  g_object_set_data_full (G_OBJECT (button), "esp-name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", clicked, self, 0);
}

static GtkWidget *
make_row (EspSegmentVersions *self, const EspSegmentVersion *version)
{
  EspSession *session = self->builder->session;
  EspSegmentWorld *world = self->builder->opened->choices->world;
  g_autoptr (EspRule) rule = esp_rule_parse_json (version->rule, -1, NULL);
  g_autoptr (EspSentence) sentence = NULL;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = esp_format_date (version->created_at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  g_autofree char *number = g_strdup_printf (_ ("Version %d"), version->version);
  const char *name = version->name != NULL ? version->name : number;
  g_autofree char *title = g_strdup_printf ("%s · %s", name, time);
  g_autofree char *safe_title = g_markup_escape_text (title, -1);
  g_autofree char *safe_sentence = NULL;
  g_autofree char *restore = g_strdup_printf (_ ("Restore: %s"), name);
  g_autofree char *compare = g_strdup_printf (_ ("Compare with now: %s"), name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe_title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (rule == NULL)
    return row;
  sentence =
    esp_sentence_new (rule, esp_segment_world_get_catalog (world),
                      esp_segment_world_get_currency (world), esp_session_get_lang (session));
  safe_sentence = g_markup_escape_text (sentence->text, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), safe_sentence);
  add_button (row, _ ("Compare"), compare, name, rule, G_CALLBACK (compare_cb), self);
  add_button (row, _ ("Restore"), restore, name, rule, G_CALLBACK (restore_cb), self);
  return row;
}

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->versions = esp_segment_list_versions (tx, call->id, error);
  return call->versions != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSegmentVersions) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      tell (self, sentence);
      return;
    }
  esp_versions_frame_clear (&self->frame);
  for (guint i = 0; i < call->versions->len; i++)
    gtk_list_box_append (self->frame.list, make_row (self, call->versions->pdata[i]));
  if (call->versions->len == 0)
    esp_versions_frame_add_sentence (&self->frame,
                                     _ ("No versions yet. The rule is kept by itself before it is "
                                        "changed."));
  call_free (call);
}

static void
read_list (EspSegmentVersions *self)
{
  esp_store_read_async (esp_session_get_store (self->builder->session), ESP_READ_PAGE, list_in_tx,
                        call_new (self), (GDestroyNotify) call_free, NULL, listed_cb,
                        g_object_ref (self));
}

/* Naming */

static gboolean
name_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return esp_segment_keep_version (tx, call->id, call->name, NULL, error);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSegmentVersions) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *sentence = esp_store_message (error);

      tell (self, sentence);
      return;
    }
  gtk_editable_set_text (self->frame.name, "");
  esp_session_announce (self->builder->session, _ ("Version kept"), FALSE);
  read_list (self);
}

static void
name_cb (EspSegmentVersions *self)
{
  g_autofree char *name = esp_versions_frame_read_name (&self->frame);
  Call *call;

  if (name == NULL)
    return;
  esp_segment_builder_save_now (self->builder); /* written before the version */
  call = call_new (self);
  call->name = g_steal_pointer (&name);
  esp_store_write_async (esp_session_get_store (self->builder->session), NULL, name_in_tx, call,
                         (GDestroyNotify) call_free, named_cb, g_object_ref (self));
}

static void
esp_segment_versions_dispose (GObject *object)
{
  g_clear_object (&ESP_SEGMENT_VERSIONS (object)->builder);
  G_OBJECT_CLASS (esp_segment_versions_parent_class)->dispose (object);
}

static void
esp_segment_versions_class_init (EspSegmentVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_versions_dispose;
}

static void
esp_segment_versions_init (EspSegmentVersions *self)
{
}

/**
 * esp_segment_builder_open_versions:
 *
 * Shows the rules that the segment had; a restored one is an edit that can be undone.
 */
void
esp_segment_builder_open_versions (EspSegmentBuilder *self)
{
  EspSegmentVersions *window;

  if (self->doc == NULL || self->opened->segment->is_static)
    return;
  window = g_object_new (ESP_TYPE_SEGMENT_VERSIONS, NULL);
  window->builder = g_object_ref (self);
  esp_versions_frame_build (&window->frame, ADW_WINDOW (window),
                            esp_session_get_window (self->session), WIDTH, G_CALLBACK (name_cb));
  read_list (window);
  gtk_widget_grab_focus (GTK_WIDGET (window->frame.name));
  gtk_window_present (GTK_WINDOW (window));
}
