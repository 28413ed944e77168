/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of decisions: who started, stopped, resumed or braked what, and why. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-log-list.h"

#include "store/esp-audit.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-send-words.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 300
#define LIST_WIDTH 760

struct _EspLogList
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the list */
  EspStatus *status;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspLogList, esp_log_list, GTK_TYPE_WIDGET)

static const struct
{
  const char *action;
  const char *word;
} action_words[] = {
  { "send-ordered", NC_ ("log", "Send ordered") },
  { "send-pause", NC_ ("log", "Send paused") },
  { "send-paused", NC_ ("log", "Send paused by itself") },
  { "send-resume", NC_ ("log", "Send resumed") },
  { "send-stop", NC_ ("log", "Send stopped") },
  { "send-stopped", NC_ ("log", "Send given up") },
  { "send-done", NC_ ("log", "Send finished") },
  { "send-retry", NC_ ("log", "Refused messages tried again") },
  { "doubt-sent", NC_ ("log", "In doubt: counted as sent") },
  { "doubt-again", NC_ ("log", "In doubt: sent again") },
  { "kill-on", NC_ ("log", "All sending stopped") },
  { "kill-off", NC_ ("log", "Sending resumed") },
};

typedef struct
{
  GPtrArray *entries; /* (owned) (nullable) of EspAuditEntry */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->entries, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->entries = esp_audit_log (tx, G_MAXINT64, MAX_SHOWN, error);
  return load->entries != NULL;
}

static const char *
get_word (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (action_words); i++)
    if (g_str_equal (action_words[i].action, action))
      return g_dpgettext2 (NULL, "log", action_words[i].word);
  return action;
}

/* A number is how many people; JSON is for machines; the rest is a reason. */
static char *
describe_detail (const char *detail)
{
  g_autofree char *count = NULL;

  if (detail == NULL || *detail == '{' || *detail == '\0')
    return NULL;
  if (!g_ascii_isdigit (*detail))
    return esp_send_reason_message (detail);
  count = esp_format_count (g_ascii_strtoll (detail, NULL, 10));
  return g_strdup_printf (ngettext ("%s person", "%s people",
                                    (gulong) g_ascii_strtoull (detail, NULL, 10)),
                          count);
}

static char *
describe (EspLogList *self, const EspAuditEntry *entry)
{
  g_autofree char *when =
    esp_format_date (entry->at_us, esp_session_get_zone (self->session), ESP_DATE_SHORT_TIME,
                     esp_session_get_lang (self->session));
  g_autofree char *detail = describe_detail (entry->detail);
  const char *who = entry->actor == NULL                   ? _ ("You")
                    : g_str_equal (entry->actor, "engine") ? _ ("The engine")
                                                           : entry->actor;

  return g_strdup_printf ("%s · %s%s%s", when, who, detail != NULL ? " · " : "",
                          detail != NULL ? detail : "");
}

static void
open_cb (GtkListBoxRow *row, EspLogList *self)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (row), "esp-address"));
}

static GtkWidget *
make_row (EspLogList *self, const EspAuditEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  const char *word = get_word (entry->action);
  g_autofree char *title =
    entry->name != NULL ? g_strdup_printf ("%s: %s", word, entry->name) : g_strdup (word);
  g_autofree char *subtitle = describe (self, entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (entry->campaign_id == 0)
    return row;
  g_object_set_data_full (G_OBJECT (row), "esp-address",
                          g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, entry->campaign_id),
                          g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), self, 0);
  return row;
}

static void
fill (EspLogList *self, const GPtrArray *entries)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < entries->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, entries->pdata[i]));
  if (entries->len > 0)
    esp_status_show_content (self->status);
  else
    esp_status_show_empty (self->status, "esp-history-symbolic", _ ("Nothing decided yet"),
                           _ ("What you and the engine decide about sends is kept here."));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLogList) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status != NULL && load != NULL)
    fill (self, load->entries);
  else if (self->status != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&load, load_free);
}

/**
 * esp_log_list_reload:
 *
 * Reads the log again.
 */
void
esp_log_list_reload (EspLogList *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb,
                        g_new0 (Load, 1), load_free, esp_session_get_cancellable (self->session),
                        loaded_cb, g_object_ref (self));
}

static void
changed_cb (EspLogList *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_JOB | ESP_CHANGE_CAMPAIGN))
    esp_log_list_reload (self);
}

static void
esp_log_list_dispose (GObject *object)
{
  EspLogList *self = ESP_LOG_LIST (object);

  if (self->status != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->status = NULL;
  G_OBJECT_CLASS (esp_log_list_parent_class)->dispose (object);
}

static void
esp_log_list_class_init (EspLogListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_log_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_log_list_init (EspLogList *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (C_ ("activity", "Log"));
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 12);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
}

/**
 * esp_log_list_new:
 *
 * Returns: (transfer floating): the log of the session's workspace; follows what happens
 */
GtkWidget *
esp_log_list_new (EspSession *session)
{
  EspLogList *self = g_object_new (ESP_TYPE_LOG_LIST, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  esp_log_list_reload (self);
  return GTK_WIDGET (self);
}

/**
 * esp_log_list_get_list:
 *
 * Returns: (transfer none): the rows
 */
GtkListBox *
esp_log_list_get_list (EspLogList *self)
{
  return GTK_LIST_BOX (self->list);
}
