/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags of one lead as chips; typing adds one, the chip's cross takes it away. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-tags.h"

#include "store/esp-bitmap.h"
#include "views/segments/esp-values-entry.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

struct _EspLeadTags
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  guint32 lead_id;
  GStrv shown;         /* (owned) (nullable) what the lead carries */
  gboolean is_showing; /* the chips change by themselves */
  gboolean has_known;  /* there is something to choose from */
  EspValuesEntry *entry;
};

G_DEFINE_FINAL_TYPE (EspLeadTags, esp_lead_tags, GTK_TYPE_WIDGET)

typedef struct
{
  EspSession *session; /* (owned) */
  char *text;          /* (owned) what was done */
} Done;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Done *done = user_data;
  g_autoptr (GError) error = NULL;
  EspBulkResult outcome;

  if (!esp_bulk_job_run_finish (ESP_STORE (source), result, &outcome, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (done->session, message);
    }
  else if (outcome.history_id != 0)
    esp_session_toast_undo (done->session, done->text, outcome.history_id);
  g_object_unref (done->session);
  g_free (done->text);
  g_free (done);
}

static void
write_tag (EspLeadTags *self, const char *tag, gboolean is_added)
{
  const EspBulkEdit edit = { .act = is_added ? ESP_BULK_TAG : ESP_BULK_UNTAG, .tag = (char *) tag };
  g_autoptr (EspBitmap) lead = esp_bitmap_new ();
  Done *done = g_new0 (Done, 1);

  esp_bitmap_add (lead, self->lead_id);
  done->session = g_object_ref (self->session);
  /* Translators: the name of a tag */
  done->text = is_added ? g_strdup_printf (_ ("Tag “%s” added"), tag)
                        : g_strdup_printf (_ ("Tag “%s” removed"), tag);
  esp_bulk_job_run_async (esp_session_get_store (self->session), &edit, lead, NULL, NULL, NULL,
                          written_cb, done);
}

static void
changed_cb (EspLeadTags *self)
{
  const char *const *now = esp_values_entry_get_values (self->entry);
  g_auto (GStrv) before = NULL;

  if (self->is_showing || self->lead_id == 0)
    return;
  before = g_steal_pointer (&self->shown);
  self->shown = g_strdupv ((char **) now);
  for (guint i = 0; now[i] != NULL; i++)
    if (before == NULL || !g_strv_contains ((const char *const *) before, now[i]))
      write_tag (self, now[i], TRUE);
  for (guint i = 0; before != NULL && before[i] != NULL; i++)
    if (!g_strv_contains (now, before[i]))
      write_tag (self, before[i], FALSE);
}

static void
esp_lead_tags_dispose (GObject *object)
{
  EspLeadTags *self = ESP_LEAD_TAGS (object);
  GtkWidget *entry = GTK_WIDGET (self->entry);

  self->entry = NULL;
  g_clear_pointer (&entry, gtk_widget_unparent);
  g_clear_pointer (&self->shown, g_strfreev);
  G_OBJECT_CLASS (esp_lead_tags_parent_class)->dispose (object);
}

static void
esp_lead_tags_class_init (EspLeadTagsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_tags_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_lead_tags_init (EspLeadTags *self)
{
  self->entry = ESP_VALUES_ENTRY (esp_values_entry_new (_ ("Tags"), _ ("Add a tag")));
  gtk_widget_set_parent (GTK_WIDGET (self->entry), GTK_WIDGET (self));
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_lead_tags_new:
 *
 * Returns: (transfer floating): the tags of nobody
 */
GtkWidget *
esp_lead_tags_new (EspSession *session)
{
  EspLeadTags *self = g_object_new (ESP_TYPE_LEAD_TAGS, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_lead_tags_show:
 * @tags: what the lead carries
 * @known: all tags there are, to choose from
 */
void
esp_lead_tags_show (EspLeadTags *self,
                    guint32 lead_id,
                    const char *const *tags,
                    const char *const *known)
{
  g_return_if_fail (ESP_IS_LEAD_TAGS (self));

  self->is_showing = TRUE;
  if (!self->has_known && *known != NULL)
    esp_values_entry_set_suggestions (self->entry, known);
  self->has_known |= *known != NULL;
  if (self->lead_id != lead_id || self->shown == NULL ||
      !g_strv_equal ((const char *const *) self->shown, tags))
    {
      self->lead_id = lead_id;
      g_strfreev (self->shown);
      self->shown = g_strdupv ((char **) tags);
      esp_values_entry_set_values (self->entry, tags);
    }
  self->is_showing = FALSE;
}
