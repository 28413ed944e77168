/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace as a list of decisions, the newest passage first; and as a file. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-trace-list.h"

#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

/* More decisions than these stand in the file only. */
#define MAX_LINES 500

/**
 * esp_trace_look_free:
 */
void
esp_trace_look_free (EspTraceLook *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->trace, esp_journey_trace_free);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  g_free (self);
}

static gboolean
read_look (EspTx *tx, gpointer data, GError **error)
{
  EspTraceLook *look = data;

  look->names = esp_journey_names_load (tx, look->lang, error);
  if (look->names == NULL)
    return FALSE;
  look->trace = esp_journey_trace_new (tx, look->journey_id, look->lead_id, error);
  return look->trace != NULL;
}

/**
 * esp_trace_look_load_async:
 */
void
esp_trace_look_load_async (EspSession *session,
                           gint64 journey_id,
                           guint32 lead_id,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  EspTraceLook *look = g_new0 (EspTraceLook, 1);

  look->journey_id = journey_id;
  look->lead_id = lead_id;
  look->lang = esp_session_get_lang (session);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_look, look,
                        (GDestroyNotify) esp_trace_look_free, NULL, callback, user_data);
}

/**
 * esp_trace_look_load_finish:
 *
 * Returns: (transfer full)
 */
EspTraceLook *
esp_trace_look_load_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) source = g_async_result_get_source_object (result);

  return esp_store_read_finish (ESP_STORE (source), result, error);
}

typedef struct
{
  EspSession *session; /* (owned) */
  char *text;          /* (owned) */
} Export;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    esp_session_toast (export->session, _ ("The path was written"));
  else
    {
      g_autofree char *text =
        g_strdup_printf (_ ("The file could not be written: %s"), error->message);

      esp_session_toast (export->session, text);
    }
  g_object_unref (export->session);
  g_free (export->text);
  g_free (export);
}

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    {
      g_file_replace_contents_async (file, export->text, strlen (export->text), NULL, FALSE,
                                     G_FILE_CREATE_REPLACE_DESTINATION | G_FILE_CREATE_PRIVATE,
                                     NULL, written_cb, export);
      return;
    }
  g_object_unref (export->session);
  g_free (export->text);
  g_free (export);
}

/**
 * esp_trace_look_export:
 *
 * Asks for a file and writes the whole path as text.
 */
void
esp_trace_look_export (EspSession *session, GtkWindow *parent, const EspTraceLook *look)
{
  static const EspFileFilter filters[] = { { N_ ("Text"), "*.txt" }, { NULL, NULL } };
  EspTraceSpeaker speaker = { session, look->names };
  Export *export = g_new0 (Export, 1);
  g_autofree char *name = NULL;
  EspTraceWords words;

  esp_trace_words_fill (&words, &speaker);
  export->session = g_object_ref (session);
  export->text = esp_journey_trace_to_text (look->trace, &words);
  name = g_strdup_printf ("%s - %s.txt", look->trace->row->name,
                          look->trace->lead != NULL ? look->trace->lead : "?");
  g_strdelimit (name, "/\\:", '-');
  esp_dialog_save_file_async (parent, _ ("Export the path"), name, filters, NULL, file_cb, export);
}

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
row_new (const char *icon, GtkWidget *content, const char *time, const char *name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_margin_top (image, 2);
  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_hexpand (content, TRUE);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), content);
  if (time != NULL)
    {
      GtkWidget *label = gtk_label_new (time);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_set_margin_top (label, 2);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_margin_top (box, 10);
  gtk_widget_set_margin_bottom (box, 10);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static GtkWidget *
line_new (const EspTraceSpeaker *speaker, const EspTraceLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *step = esp_trace_words_step (speaker, line->journey, line->step);
  g_autofree char *outcome = esp_trace_words_outcome (speaker, line);
  g_autofree char *details = esp_trace_words_details (speaker, line);
  g_autofree char *time =
    esp_format_date (line->mark.at_us, esp_session_get_zone (speaker->session), ESP_DATE_SHORT_TIME,
                     esp_session_get_lang (speaker->session));
  g_autofree char *place = g_strdup_printf ("%s · v%u", time, line->version);
  g_autofree char *name = g_strdup_printf ("%s. %s. %s. %s", step, outcome, details, place);

  gtk_box_append (GTK_BOX (box), label_new (step, "heading"));
  gtk_box_append (GTK_BOX (box), label_new (outcome, NULL));
  if (*details != '\0')
    {
      GtkWidget *more = label_new (details, "dim-label");

      gtk_widget_add_css_class (more, "caption");
      gtk_label_set_selectable (GTK_LABEL (more), TRUE);
      gtk_box_append (GTK_BOX (box), more);
    }
  return row_new (line->step != NULL ? esp_journey_words_step_icon (line->step->kind)
                                     : "esp-help-symbolic",
                  box, place, name);
}

static GtkWidget *
next_new (const EspTraceSpeaker *speaker, const EspTraceNext *next)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *text = esp_trace_words_next (speaker, next);

  gtk_box_append (GTK_BOX (box), label_new (C_ ("journey trace", "Next"), "heading"));
  gtk_box_append (GTK_BOX (box), label_new (text, NULL));
  return row_new ("esp-forward-symbolic", box, NULL, text);
}

static GtkWidget *
passage_new (const EspTraceSpeaker *speaker, const EspTraceLook *look, guint index)
{
  const EspTracePassage *passage = g_ptr_array_index (look->trace->passages, index);
  g_autofree char *title = esp_trace_words_passage (speaker, look->trace, passage);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *list = esp_form_list_new (title);
  guint first = passage->lines->len > MAX_LINES ? passage->lines->len - MAX_LINES : 0;

  if (passage->next.kind != ESP_NEXT_LEFT)
    gtk_list_box_append (GTK_LIST_BOX (list), next_new (speaker, &passage->next));
  for (guint i = passage->lines->len; i > first; i--)
    gtk_list_box_append (GTK_LIST_BOX (list),
                         line_new (speaker, g_ptr_array_index (passage->lines, i - 1)));
  gtk_box_append (GTK_BOX (box), label_new (title, "heading"));
  gtk_box_append (GTK_BOX (box), list);
  if (first > 0)
    gtk_box_append (GTK_BOX (box),
                    label_new (_ ("Older decisions stand in the exported file."), "dim-label"));
  return box;
}

/**
 * esp_trace_list_new:
 *
 * Returns: (transfer floating): every passage, the newest first
 */
GtkWidget *
esp_trace_list_new (EspSession *session, const EspTraceLook *look)
{
  const EspTraceSpeaker speaker = { session, look->names };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  for (guint i = look->trace->passages->len; i > 0; i--)
    gtk_box_append (GTK_BOX (box), passage_new (&speaker, look, i - 1));
  return box;
}
