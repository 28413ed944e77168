/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks which tag the selected leads are to carry, or to lose, and says how many that changes. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-tag-window.h"

#include "store/esp-tags.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

struct _EspTagWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  EspFormFrame frame;
  GtkWidget *name_row;
  GtkWidget *remove_row;
  GtkWidget *known; /* the tags that exist, as buttons */
};

G_DEFINE_FINAL_TYPE (EspTagWindow, esp_tag_window, ADW_TYPE_WINDOW)

static void
tagged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTagWindow) self = user_data;
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
  if (gtk_switch_get_active (GTK_SWITCH (self->remove_row)))
    text =
      g_strdup_printf (ngettext ("%s lead untagged", "%s leads untagged", (gulong) done.n_changed),
                       n);
  else
    text =
      g_strdup_printf (ngettext ("%s lead tagged", "%s leads tagged", (gulong) done.n_changed), n);
  if (done.history_id != 0)
    esp_session_toast_undo (self->session, text, done.history_id);
  else
    esp_session_toast (self->session, text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspTagWindow *self)
{
  EspBulkEdit edit = {
    .act = gtk_switch_get_active (GTK_SWITCH (self->remove_row)) ? ESP_BULK_UNTAG : ESP_BULK_TAG,
    .tag = (char *) gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
  };

  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_bulk_job_run_async (esp_session_get_store (self->session), &edit, self->leads, NULL, NULL,
                          NULL, tagged_cb, g_object_ref (self));
}

static void
changed_cb (EspTagWindow *self)
{
  g_autofree char *name =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  gtk_widget_set_sensitive (self->frame.accept, *name != '\0');
}

static void
known_clicked_cb (GtkButton *button, EspTagWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), gtk_button_get_label (button));
}

static gboolean
read_tags (EspTx *tx, gpointer data, GError **error)
{
  GPtrArray **tags = data;

  *tags = esp_tag_list (tx, error);
  return *tags != NULL;
}

static void
tags_free (gpointer data)
{
  GPtrArray **tags = data;

  g_clear_pointer (tags, g_ptr_array_unref);
  g_free (tags);
}

static void
tags_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTagWindow) self = user_data;
  GPtrArray **tags = esp_store_read_finish (ESP_STORE (source), result, NULL);

  for (guint i = 0; tags != NULL && i < (*tags)->len; i++)
    {
      const EspTag *tag = (*tags)->pdata[i];
      GtkWidget *button = gtk_button_new_with_label (tag->name);

      gtk_widget_add_css_class (button, "esp-tag");
      g_signal_connect (button, "clicked", G_CALLBACK (known_clicked_cb), self);
      gtk_flow_box_append (GTK_FLOW_BOX (self->known), button);
    }
  if (tags != NULL)
    tags_free (tags);
}

static void
esp_tag_window_finalize (GObject *object)
{
  EspTagWindow *self = ESP_TAG_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  G_OBJECT_CLASS (esp_tag_window_parent_class)->finalize (object);
}

static void
esp_tag_window_class_init (EspTagWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_tag_window_finalize;
}

static void
esp_tag_window_init (EspTagWindow *self)
{
}

static void
build (EspTagWindow *self)
{
  g_autofree char *n = esp_format_count ((gint64) esp_bitmap_count (self->leads));
  g_autofree char *title = g_strdup_printf (ngettext ("Tag %s lead", "Tag %s leads",
                                                      (gulong) esp_bitmap_count (self->leads)),
                                            n);
  GtkWidget *group = esp_form_group_new (NULL, NULL);
  GtkWidget *remove_row = adw_action_row_new ();

  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (self->session),
                                      title, _ ("_Apply"));
  self->name_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Tag"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->name_row), TRUE);
  self->remove_row = gtk_switch_new ();
  gtk_widget_set_valign (self->remove_row, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (remove_row), _ ("Take the tag away instead"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Take the tag away instead"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (remove_row), self->remove_row);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (remove_row), self->remove_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->name_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), remove_row);
  self->known = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->known), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->known), 6);
  gtk_box_append (GTK_BOX (self->frame.box), group);
  gtk_box_append (GTK_BOX (self->frame.box), self->known);
}

/**
 * esp_tag_window_new:
 * @leads: copied
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_tag_window_new (EspSession *session, const EspBitmap *leads)
{
  EspTagWindow *self = g_object_new (ESP_TYPE_TAG_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  build (self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  g_signal_connect_swapped (self->name_row, "changed", G_CALLBACK (changed_cb), self);
  changed_cb (self);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_tags,
                        g_new0 (GPtrArray *, 1), tags_free, NULL, tags_read_cb,
                        g_object_ref (self));
  return GTK_WIDGET (self);
}
