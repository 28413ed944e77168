/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a list of leads as a table: asks for encoding, delimiter and columns, then for a file, and says
 * which letters the encoding had no place for. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-export-window.h"

#include "views/shell/esp-form-window.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-lead-export.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LIST_HEIGHT 280

/* In the order of their lists. UTF-8 with a mark is what Excel on Korean Windows reads right. */
static const EspEncoding encodings[] = { ESP_ENCODING_UTF8_BOM, ESP_ENCODING_UTF8,
                                         ESP_ENCODING_CP949 };
static const char delimiters[] = { ',', ';', '\t' };

struct _EspExportWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  EspFields *fields;   /* (owned) */
  GStrv shown;         /* (owned) columns of the list */
  EspFormFrame frame;
  GtkWidget *encoding_row;
  GtkWidget *delimiter_row;
  GtkWidget *purpose_row;
  GtkWidget *choice_row;
  GtkWidget *list; /* one row with a check for each field */
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (EspExportWindow, esp_export_window, ADW_TYPE_WINDOW)

static gboolean
is_shown (EspExportWindow *self, const EspField *field)
{
  return g_strv_contains ((const char *const *) self->shown, field->column);
}

static GtkWidget *
get_check (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "esp-check");
}

static GStrv
dup_columns (EspExportWindow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row), i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (get_check (row))))
      g_strv_builder_add (builder, esp_fields_get (self->fields, i)->column);
  return g_strv_builder_end (builder);
}

static void
checked_cb (EspExportWindow *self)
{
  g_auto (GStrv) columns = dup_columns (self);

  if (!self->is_filling)
    esp_form_frame_set_problem (&self->frame,
                                *columns == NULL ? _ ("Choose at least one column.") : NULL);
}

/* The columns of the list, or all of them; each can then be changed by itself. */
static void
choice_cb (EspExportWindow *self)
{
  gboolean is_all = adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice_row)) == 1;
  guint i = 0;

  self->is_filling = TRUE;
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row), i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (get_check (row)),
                                 is_all || is_shown (self, esp_fields_get (self->fields, i)));
  self->is_filling = FALSE;
  checked_cb (self);
}

static void
tell_done (EspSession *session, const EspExportResult *done)
{
  g_autofree char *n = esp_format_count ((gint64) done->n_leads);
  g_autofree char *lost = esp_format_count ((gint64) done->n_lost);
  g_autofree char *text =
    g_strdup_printf (ngettext ("%s lead exported", "%s leads exported", (gulong) done->n_leads), n);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  esp_session_toast (session, text);
  if (done->n_lost == 0)
    return;
  heading = g_strdup_printf (_ ("%s characters have no place in CP949 and became “?”"), lost);
  body = g_strdup_printf (_ ("They are: %s\n\nExport as UTF-8 to keep them."), done->lost);
  esp_dialog_tell (esp_session_get_window (session), heading, body);
}

/* An export on its way, and what is kept of it. */
typedef struct
{
  EspSession *session; /* (owned) main thread only */
  char *purpose;       /* (owned) */
  guint64 n_leads;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_object_unref (self->session);
  g_free (self->purpose);
  g_free (self);
}

static gboolean
note_cb (EspTx *tx, gpointer data, GError **error)
{
  const Export *self = data;

  return esp_export_note (tx, self->n_leads, self->purpose, error);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (self->session, text);
    }
  export_free (self);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *self = user_data;
  g_autoptr (EspSession) session = g_object_ref (self->session);
  g_autoptr (GError) error = NULL;
  g_auto (EspExportResult) done = { 0 };

  if (esp_export_leads_finish (result, &done, &error))
    {
      tell_done (session, &done);
      self->n_leads = done.n_leads;
      esp_store_write_async (esp_session_get_store (session), NULL, note_cb, self, NULL, noted_cb,
                             self);
      return;
    }
  export_free (self);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (session, text);
    }
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspExportWindow) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_auto (GStrv) columns = NULL;
  EspExportOptions options = { 0 };
  Export *export;

  if (file == NULL)
    return;
  export = g_new0 (Export, 1);
  export->session = g_object_ref (self->session);
  export->purpose =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->purpose_row))));
  columns = dup_columns (self);
  options.encoding = encodings[adw_combo_row_get_selected (ADW_COMBO_ROW (self->encoding_row))];
  options.delimiter = delimiters[adw_combo_row_get_selected (ADW_COMBO_ROW (self->delimiter_row))];
  options.columns = (const char *const *) columns;
  options.time_zone = g_time_zone_get_identifier (esp_session_get_zone (self->session));
  esp_export_leads_async (esp_session_get_store (self->session), self->leads, &options, file,
                          esp_session_get_cancellable (self->session), exported_cb, export);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspExportWindow *self)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };

  esp_dialog_save_file_async (GTK_WINDOW (self), _ ("Export leads"), "leads.csv", filters, NULL,
                              chosen_cb, g_object_ref (self));
}

static void
esp_export_window_dispose (GObject *object)
{
  EspExportWindow *self = ESP_EXPORT_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_clear_pointer (&self->shown, g_strfreev);
  g_clear_pointer (&self->fields, esp_fields_unref);
  G_OBJECT_CLASS (esp_export_window_parent_class)->dispose (object);
}

static void
esp_export_window_class_init (EspExportWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_export_window_dispose;
}

static void
esp_export_window_init (EspExportWindow *self)
{
}

static GtkWidget *
combo_new (const char *title, const char *const *names)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  return row;
}

static GtkWidget *
build_format (EspExportWindow *self)
{
  const char *encoding_names[] = { _ ("UTF-8 with a mark (for Excel)"), "UTF-8",
                                   _ ("CP949 (Korean Windows)"), NULL };
  const char *delimiter_names[] = { _ ("Comma"), _ ("Semicolon"), _ ("Tab"), NULL };
  GtkWidget *group =
    esp_form_group_new (_ ("The table"),
                        _ ("Cells that a spreadsheet would compute are made harmless."));

  self->encoding_row = combo_new (_ ("Encoding"), encoding_names);
  self->delimiter_row = combo_new (_ ("Values are split by"), delimiter_names);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->encoding_row),
                               _ ("Letters that CP949 has no place for become “?” and are named "
                                  "afterwards."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->encoding_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->delimiter_row);
  return group;
}

static GtkWidget *
build_purpose (EspExportWindow *self)
{
  GtkWidget *group =
    esp_form_group_new (_ ("Personal data leaves the workspace"),
                        _ ("Keep the file as long as its purpose needs it, then delete it. The "
                           "number of leads and the purpose are written into Activity."));

  self->purpose_row = esp_form_entry_row_new (_ ("Purpose"), "");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->purpose_row);
  return group;
}

static GtkWidget *
field_row_new (EspExportWindow *self, const EspField *field)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), esp_lead_field_label (field));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  esp_lead_field_label (field), -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_shown (self, field));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "esp-check", check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
build_columns (EspExportWindow *self)
{
  const char *choices[] = { _ ("As shown"), _ ("All columns"), NULL };
  GtkWidget *group = esp_form_group_new (NULL, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->choice_row = combo_new (_ ("Columns"), choices);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns"), -1);
  for (guint i = 0; i < esp_fields_get_n (self->fields); i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         field_row_new (self, esp_fields_get (self->fields, i)));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_LIST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_margin_top (scroller, 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->choice_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), scroller);
  g_signal_connect_swapped (self->choice_row, "notify::selected", G_CALLBACK (choice_cb), self);
  return group;
}

/**
 * esp_export_window_present:
 * @leads: copied
 * @fields: all that can be written
 * @shown: columns that are ticked at first; names that are no fields are passed over
 *
 * Asks, and writes the leads in the background. Cells that a spreadsheet would compute are made harmless.
 */
void
esp_export_window_present (EspSession *session,
                           const EspBitmap *leads,
                           EspFields *fields,
                           const char *const *shown)
{
  EspExportWindow *self = g_object_new (ESP_TYPE_EXPORT_WINDOW, NULL);
  g_autofree char *n = esp_format_count ((gint64) esp_bitmap_count (leads));
  /* Translators: a count of leads */
  g_autofree char *accept = g_strdup_printf (_ ("_Export %s"), n);

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  self->fields = esp_fields_ref (fields);
  self->shown = g_strdupv ((char **) shown);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Export leads"), accept);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  gtk_box_append (GTK_BOX (self->frame.box), build_format (self));
  gtk_box_append (GTK_BOX (self->frame.box), build_columns (self));
  gtk_box_append (GTK_BOX (self->frame.box), build_purpose (self));
  checked_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}
