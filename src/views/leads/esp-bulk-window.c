/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one field of many leads: shows twenty of them before and after, and how many really change. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-bulk-window.h"

#include "views/leads/esp-field-problem.h"
#include "views/shell/esp-form-window.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

#define PREVIEW_ROWS 20
#define PREVIEW_HEIGHT 260

struct _EspBulkWindow
{
  AdwWindow parent_instance;

  EspSession *session;       /* (owned) */
  EspBitmap *leads;          /* (owned) */
  EspFields *fields;         /* (owned) (nullable) */
  GArray *indices;           /* (owned) guint: the fields that can be chosen */
  GArray *sources;           /* (owned) guint: those that can be copied from */
  GCancellable *cancellable; /* (owned) of the preview that runs */
  EspFormFrame frame;
  GtkWidget *field_row;
  GtkWidget *act_row;
  GtkWidget *value_row;
  GtkWidget *source_row;
  GtkWidget *count_label;
  GtkWidget *preview_list;
};

G_DEFINE_FINAL_TYPE (EspBulkWindow, esp_bulk_window, ADW_TYPE_WINDOW)

/* The acts in the order of the list. */
static const EspBulkAct acts[] = { ESP_BULK_SET,    ESP_BULK_FILL,  ESP_BULK_ADD,
                                   ESP_BULK_REMOVE, ESP_BULK_CLEAR, ESP_BULK_COPY };

/* A preview on its way through the reader's thread. */
typedef struct
{
  EspBulkEdit *edit; /* (owned) */
  EspBitmap *leads;  /* (owned) */
  GPtrArray *rows;   /* (owned) result */
  gint64 n_will_change;
} Preview;

static void
preview_free (Preview *preview)
{
  esp_bulk_edit_free (preview->edit);
  esp_bitmap_free (preview->leads);
  g_clear_pointer (&preview->rows, g_ptr_array_unref);
  g_free (preview);
}

static gboolean
read_preview (EspTx *tx, gpointer data, GError **error)
{
  Preview *preview = data;
  guint32 ids[PREVIEW_ROWS];
  gsize n = esp_bitmap_next (preview->leads, 0, ids, PREVIEW_ROWS);

  preview->rows = esp_bulk_edit_preview (tx, preview->edit, ids, n, error);
  return preview->rows != NULL &&
         esp_bulk_edit_count (tx, preview->edit, preview->leads, &preview->n_will_change, error);
}

static const EspField *
chosen_in (EspBulkWindow *self, GtkWidget *row, GArray *indices)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (self->fields == NULL || at >= indices->len)
    return NULL;
  return esp_fields_get (self->fields, g_array_index (indices, guint, at));
}

static const EspField *
chosen_field (EspBulkWindow *self)
{
  return chosen_in (self, self->field_row, self->indices);
}

static EspBulkAct
chosen_act (EspBulkWindow *self)
{
  return acts[adw_combo_row_get_selected (ADW_COMBO_ROW (self->act_row))];
}

/* What cannot be asked of the field at all, whatever the value; NULL when it can. */
static const char *
find_problem (EspBulkWindow *self, const EspField *field)
{
  EspBulkAct act = chosen_act (self);

  if ((act == ESP_BULK_ADD || act == ESP_BULK_REMOVE) && !esp_bulk_edit_can_add (field->type))
    return _ ("Only numbers and texts can be added to or taken away from.");
  if (act == ESP_BULK_COPY && chosen_in (self, self->source_row, self->sources) == field)
    return _ ("Choose another field to copy from.");
  return NULL;
}

/* The edit that the window asks for now; NULL when what is typed does not fit. */
static EspBulkEdit *
dup_edit (EspBulkWindow *self)
{
  const EspField *field = chosen_field (self);
  g_autoptr (EspBulkEdit) edit = g_new0 (EspBulkEdit, 1);
  EspFieldInputProblem problem;

  if (field == NULL)
    return NULL;
  esp_form_frame_set_problem (&self->frame, find_problem (self, field));
  if (find_problem (self, field) != NULL)
    return NULL;
  edit->act = chosen_act (self);
  edit->column = g_strdup (field->column);
  if (edit->act == ESP_BULK_CLEAR)
    return g_steal_pointer (&edit);
  if (edit->act == ESP_BULK_COPY)
    {
      edit->source = g_strdup (chosen_in (self, self->source_row, self->sources)->column);
      return g_steal_pointer (&edit);
    }
  problem = esp_field_input_parse (field, gtk_editable_get_text (GTK_EDITABLE (self->value_row)),
                                   esp_session_get_zone (self->session), &edit->value);
  esp_form_frame_set_problem (&self->frame, esp_field_problem_sentence (problem));
  if (problem != ESP_FIELD_INPUT_OK || edit->value.type == ESP_VALUE_NULL)
    return NULL;
  return g_steal_pointer (&edit);
}

static void
clear_list (GtkWidget *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), row);
}

static void
add_preview_row (EspBulkWindow *self, const EspField *field, const EspBulkPreviewRow *preview)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *before = esp_lead_format_value (self->session, field, &preview->before);
  g_autofree char *after = esp_lead_format_value (self->session, field, &preview->after);
  g_autofree char *text = g_strdup_printf ("%s → %s", *before != '\0' ? before : _ ("empty"),
                                           *after != '\0' ? after : _ ("empty"));
  GtkWidget *label = gtk_label_new (text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), preview->title);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (esp_value_equal (&preview->before, &preview->after))
    gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (GTK_LIST_BOX (self->preview_list), row);
}

static void
show_count (EspBulkWindow *self, gint64 n_will_change)
{
  gint64 n_all = (gint64) esp_bitmap_count (self->leads);
  g_autofree char *will = esp_format_count (n_will_change);
  g_autofree char *all = esp_format_count (n_all);
  g_autofree char *same = esp_format_count (n_all - n_will_change);
  /* Translators: how many will change, of how many, and how many are as wanted already */
  g_autofree char *text =
    g_strdup_printf (_ ("%s of %s will change; %s are so already"), will, all, same);

  gtk_label_set_text (GTK_LABEL (self->count_label), text);
  gtk_widget_set_sensitive (self->frame.accept, n_will_change > 0);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspBulkWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Preview *preview = esp_store_read_finish (ESP_STORE (source), result, &error);
  const EspField *field = chosen_field (self);

  if (preview == NULL)
    {
      g_autofree char *message = NULL;

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      message = esp_store_message (error);
      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  clear_list (self->preview_list);
  for (guint i = 0; field != NULL && i < preview->rows->len; i++)
    add_preview_row (self, field, preview->rows->pdata[i]);
  show_count (self, preview->n_will_change);
  preview_free (preview);
}

static void
changed_cb (EspBulkWindow *self)
{
  Preview *preview;
  EspBulkEdit *edit;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_set_visible (self->value_row, chosen_act (self) != ESP_BULK_CLEAR &&
                                             chosen_act (self) != ESP_BULK_COPY);
  gtk_widget_set_visible (self->source_row, chosen_act (self) == ESP_BULK_COPY);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  edit = dup_edit (self);
  if (edit == NULL)
    {
      clear_list (self->preview_list);
      gtk_label_set_text (GTK_LABEL (self->count_label), _ ("Choose a field and a value."));
      return;
    }
  self->cancellable = g_cancellable_new ();
  preview = g_new0 (Preview, 1);
  preview->edit = edit;
  preview->leads = esp_bitmap_copy (self->leads);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, read_preview, preview,
                        (GDestroyNotify) preview_free, self->cancellable, previewed_cb,
                        g_object_ref (self));
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspBulkWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *n = NULL;
  g_autofree char *text = NULL;
  EspBulkResult done;

  if (!esp_bulk_job_run_finish (ESP_STORE (source), result, &done, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  n = esp_format_count (done.n_changed);
  text =
    g_strdup_printf (ngettext ("%s lead changed", "%s leads changed", (gulong) done.n_changed), n);
  esp_session_toast_undo (self->session, text, done.history_id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspBulkWindow *self)
{
  g_autoptr (EspBulkEdit) edit = dup_edit (self);

  if (edit == NULL)
    return;
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_bulk_job_run_async (esp_session_get_store (self->session), edit, self->leads, NULL, NULL,
                          NULL, edited_cb, g_object_ref (self));
}

static gboolean
read_fields (EspTx *tx, gpointer data, GError **error)
{
  EspFields **fields = data;

  *fields = esp_fields_load (tx, error);
  return *fields != NULL;
}

static void
fields_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspBulkWindow) self = user_data;
  g_autofree EspFields **fields = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) sources = gtk_string_list_new (NULL);

  if (fields == NULL)
    return;
  self->fields = *fields;
  for (guint i = 0; i < esp_fields_get_n (self->fields); i++)
    {
      const EspField *field = esp_fields_get (self->fields, i);

      g_array_append_val (self->sources, i);
      gtk_string_list_append (sources, esp_lead_field_label (field));
      /* One person an address: an address is never the same for many. */
      if (!field->is_editable || g_str_equal (field->column, "email"))
        continue;
      g_array_append_val (self->indices, i);
      gtk_string_list_append (names, esp_lead_field_label (field));
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self->source_row), G_LIST_MODEL (sources));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->field_row), G_LIST_MODEL (names));
  changed_cb (self);
}

static void
esp_bulk_window_dispose (GObject *object)
{
  EspBulkWindow *self = ESP_BULK_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_bulk_window_parent_class)->dispose (object);
}

static void
esp_bulk_window_finalize (GObject *object)
{
  EspBulkWindow *self = ESP_BULK_WINDOW (object);

  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_clear_pointer (&self->fields, esp_fields_unref);
  g_array_unref (self->indices);
  g_array_unref (self->sources);
  G_OBJECT_CLASS (esp_bulk_window_parent_class)->finalize (object);
}

static void
esp_bulk_window_class_init (EspBulkWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_bulk_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_bulk_window_finalize;
}

static void
esp_bulk_window_init (EspBulkWindow *self)
{
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->sources = g_array_new (FALSE, FALSE, sizeof (guint));
}

static GtkWidget *
combo_row_new (const char *title, GListModel *model)
{
  GtkWidget *row = esp_choice_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), model);
  return row;
}

static void
build_form (EspBulkWindow *self)
{
  const char *names[] = { _ ("Set to"), _ ("Fill where empty"),        _ ("Add"), _ ("Remove"),
                          _ ("Clear"),  _ ("Copy from another field"), NULL };
  g_autoptr (GtkStringList) acts_model = gtk_string_list_new (names);
  GtkWidget *group = esp_form_group_new (NULL, NULL);

  self->field_row = combo_row_new (_ ("Field"), NULL);
  self->act_row = combo_row_new (_ ("Change"), G_LIST_MODEL (acts_model));
  self->value_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->value_row), _ ("Value"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->value_row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->field_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->act_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->value_row);
  self->source_row = combo_row_new (_ ("From"), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->source_row);
  gtk_box_append (GTK_BOX (self->frame.box), group);
}

static void
build_preview (EspBulkWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->count_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->count_label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->count_label), TRUE);
  self->preview_list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->preview_list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->preview_list, "boxed-list");
  gtk_widget_set_valign (self->preview_list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview_list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The first leads before and after"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->preview_list);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), PREVIEW_HEIGHT);
  gtk_box_append (GTK_BOX (self->frame.box), self->count_label);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
}

/**
 * esp_bulk_window_new:
 * @leads: copied
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_bulk_window_new (EspSession *session, const EspBitmap *leads)
{
  EspBulkWindow *self = g_object_new (ESP_TYPE_BULK_WINDOW, NULL);
  g_autofree char *n = esp_format_count ((gint64) esp_bitmap_count (leads));
  g_autofree char *title =
    g_strdup_printf (ngettext ("Edit %s lead", "Edit %s leads", (gulong) esp_bitmap_count (leads)),
                     n);

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session), title,
                                      _ ("Ch_ange"));
  build_form (self);
  build_preview (self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  g_signal_connect_swapped (self->field_row, "notify::selected", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->act_row, "notify::selected", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->value_row, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->source_row, "notify::selected", G_CALLBACK (changed_cb), self);
  changed_cb (self);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_fields,
                        g_new0 (EspFields *, 1), g_free, NULL, fields_read_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
