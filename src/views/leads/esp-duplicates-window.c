/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All leads that look like the same person, group by group, each to be compared and merged. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-duplicates-window.h"

#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-merge-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 560
#define HEIGHT 600
/* Groups of each kind; merging some shows the next. */
#define MAX_GROUPS 100

struct _EspDuplicatesWindow
{
  AdwWindow parent_instance;

  EspSession *session;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint turn;                /* an answer of an older question is dropped */
  GtkWidget *status;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspDuplicatesWindow, esp_duplicates_window, ADW_TYPE_WINDOW)

typedef struct
{
  EspDuplicatesWindow *self; /* (owned) */
  guint turn;
  GPtrArray *groups; /* (owned) (nullable) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->self);
  g_clear_pointer (&reading->groups, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_groups (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->groups = esp_duplicates_list (tx, MAX_GROUPS, error);
  return reading->groups != NULL;
}

/**
 * esp_duplicate_kind_words:
 *
 * Returns: what leads have in common, translated
 */
const char *
esp_duplicate_kind_words (EspDuplicateKind kind)
{
  static const char *const words[ESP_N_DUPLICATE_KINDS] = {
    [ESP_DUPLICATE_EMAIL] = NC_ ("duplicates", "Same mailbox"),
    [ESP_DUPLICATE_PHONE] = NC_ ("duplicates", "Same phone number"),
    [ESP_DUPLICATE_NAME_COMPANY] = NC_ ("duplicates", "Same name and company"),
    [ESP_DUPLICATE_EXTERNAL_ID] = NC_ ("duplicates", "Same external ID"),
  };

  return g_dpgettext2 (NULL, "duplicates", words[kind]);
}

static void
compare_cb (GtkListBox *list, GtkListBoxRow *row, EspDuplicatesWindow *self)
{
  const guint32 *ids = g_object_get_data (G_OBJECT (row), "esp-ids");

  if (ids != NULL)
    esp_merge_window_present (self->session, ids[0], ids[1]);
}

static void
add_group (EspDuplicatesWindow *self, const EspDuplicateGroup *group)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = group->kind == ESP_DUPLICATE_PHONE
                             ? esp_lead_format_phone (group->shared)
                             : g_strdup (group->shared);
  g_autofree char *n = esp_format_count (group->n);
  g_autofree char *leads = g_strdup_printf (ngettext ("%s lead", "%s leads", (gulong) group->n), n);
  g_autofree char *subtitle =
    g_strdup_printf ("%s · %s", esp_duplicate_kind_words (group->kind), leads);
  GtkWidget *icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name",
                  "esp-forward-symbolic", NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "esp-ids",
                          g_memdup2 (group->leads->data, 2 * sizeof (guint32)), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
show_groups (EspDuplicatesWindow *self, GPtrArray *groups)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < groups->len; i++)
    add_group (self, g_ptr_array_index (groups, i));
  if (groups->len > 0)
    esp_status_show_content (ESP_STATUS (self->status));
  else
    esp_status_show_empty (ESP_STATUS (self->status), "esp-success-symbolic", _ ("No duplicates"),
                           _ ("No two leads share a mailbox, a phone number, a name and company, "
                              "or an external ID."));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  EspDuplicatesWindow *self = reading->self;
  g_autoptr (GError) error = NULL;
  gboolean has = esp_store_read_finish (ESP_STORE (source), result, &error) != NULL;

  if (self->session != NULL && reading->turn == self->turn)
    {
      esp_status_set_loading (ESP_STATUS (self->status), FALSE, NULL);
      if (has)
        show_groups (self, reading->groups);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *message = esp_store_message (error);

          esp_status_show_error (ESP_STATUS (self->status), message, error->message);
        }
    }
  reading_free (reading);
}

static void
load (EspDuplicatesWindow *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->self = g_object_ref (self);
  reading->turn = ++self->turn;
  esp_status_set_loading (ESP_STATUS (self->status), TRUE, _ ("Looking through all leads…"));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, read_groups, reading,
                        NULL, self->cancellable, read_cb, reading);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspDuplicatesWindow *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_LEAD))
    load (self);
}

static void
esp_duplicates_window_dispose (GObject *object)
{
  EspDuplicatesWindow *self = ESP_DUPLICATES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_duplicates_window_parent_class)->dispose (object);
}

static void
esp_duplicates_window_finalize (GObject *object)
{
  g_object_unref (ESP_DUPLICATES_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (esp_duplicates_window_parent_class)->finalize (object);
}

static void
esp_duplicates_window_class_init (EspDuplicatesWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_duplicates_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_duplicates_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
esp_duplicates_window_init (EspDuplicatesWindow *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
build (EspDuplicatesWindow *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *words = gtk_label_new (
    _ ("Each line is one person who may be here more than once. Open it to compare and merge."));

  self->list = esp_form_list_new (_ ("Duplicates"));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (compare_cb), self, 0);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0.0f);
  gtk_widget_add_css_class (words, "dim-label");
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  self->status = esp_status_new (scroller);
  gtk_widget_set_vexpand (self->status, TRUE);
  gtk_box_append (GTK_BOX (outer), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (outer), self->status);
  adw_window_set_content (ADW_WINDOW (self), outer);
}

/**
 * esp_duplicates_window_present:
 *
 * Opens the list of all who may be here more than once.
 */
void
esp_duplicates_window_present (EspSession *session)
{
  EspDuplicatesWindow *self = g_object_new (ESP_TYPE_DUPLICATES_WINDOW, NULL);

  self->session = g_object_ref (session);
  build (self);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Duplicates"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), esp_session_get_window (session));
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  load (self);
  gtk_window_present (GTK_WINDOW (self));
}
