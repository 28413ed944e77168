/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds one lead by name, address or phone: a field, and who fits below it. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-finder.h"

#include "store/esp-lead-query.h"
#include "store/esp-leads.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_FOUND 20
#define LIST_HEIGHT 220

struct _EspLeadFinder
{
  GtkWidget parent_instance;

  EspSession *session;       /* the window's */
  GCancellable *cancellable; /* (owned) (nullable) of the search that runs */
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *list;
  GtkWidget *scroller;
  GtkWidget *none;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspLeadFinder, esp_lead_finder, GTK_TYPE_WIDGET)

typedef struct
{
  char *text;       /* (owned) */
  GPtrArray *leads; /* (owned) (nullable) of EspLead */
} Search;

static void
search_free (Search *search)
{
  g_free (search->text);
  g_clear_pointer (&search->leads, g_ptr_array_unref);
  g_free (search);
}

static gboolean
read_leads (EspTx *tx, gpointer data, GError **error)
{
  Search *search = data;
  const EspLeadQuery query = { .search = search->text };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (fields == NULL || !esp_lead_query_ids (tx, fields, &query, MAX_FOUND, ids, error))
    return FALSE;
  search->leads =
    esp_lead_load_many (tx, fields, (const guint32 *) (gpointer) ids->data, ids->len, error);
  return search->leads != NULL;
}

static void
add_row (EspLeadFinder *self, const EspLead *lead)
{
  GtkWidget *row = adw_action_row_new ();
  const char *email = esp_lead_get_text (lead, "email");
  const char *title = esp_lead_get_title (lead);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *title != '\0' ? title : _ ("Lead without a name"));
  if (email != NULL && !g_str_equal (email, title))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), email);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "esp-id", GUINT_TO_POINTER ((guint) lead->id));
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadFinder) self = user_data;
  g_autoptr (GError) error = NULL;
  Search *search = esp_store_read_finish (ESP_STORE (source), result, &error);
  guint n = 0;
  GtkWidget *row;

  if (self->box == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&search, search_free);
      return;
    }
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; search != NULL && i < search->leads->len; i++)
    if (g_ptr_array_index (search->leads, i) != NULL)
      {
        add_row (self, g_ptr_array_index (search->leads, i));
        n++;
      }
  if (error != NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      gtk_label_set_label (GTK_LABEL (self->none), sentence);
    }
  else
    gtk_label_set_label (GTK_LABEL (self->none), _ ("Nobody fits these words."));
  gtk_widget_set_visible (self->none, n == 0);
  gtk_widget_set_visible (self->scroller, n > 0);
  g_clear_pointer (&search, search_free);
}

static void
changed_cb (EspLeadFinder *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  Search *search;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*text == '\0')
    {
      gtk_widget_set_visible (self->none, FALSE);
      gtk_widget_set_visible (self->scroller, FALSE);
      return;
    }
  search = g_new0 (Search, 1);
  search->text = g_strdup (text);
  self->cancellable = g_cancellable_new ();
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_leads, search,
                        (GDestroyNotify) search_free, self->cancellable, found_cb,
                        g_object_ref (self));
}

static void
choose (EspLeadFinder *self, GtkListBoxRow *row)
{
  guint id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "esp-id"));

  gtk_widget_set_visible (self->scroller, FALSE);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, id,
                 adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, EspLeadFinder *self)
{
  choose (self, row);
}

static void
activate_cb (GtkSearchEntry *entry, EspLeadFinder *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);

  if (row != NULL && gtk_widget_get_visible (self->scroller))
    choose (self, row);
}

static void
esp_lead_finder_dispose (GObject *object)
{
  EspLeadFinder *self = ESP_LEAD_FINDER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_lead_finder_parent_class)->dispose (object);
}

static gboolean
esp_lead_finder_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ESP_LEAD_FINDER (widget)->entry);
}

static void
esp_lead_finder_class_init (EspLeadFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_finder_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = esp_lead_finder_grab_focus;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", ESP_TYPE_LEAD_FINDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
build_list (EspLeadFinder *self)
{
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Leads that fit"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_cb), self, 0);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_visible (self->scroller, FALSE);
}

static void
esp_lead_finder_init (EspLeadFinder *self)
{
  const char *label = _ ("Name, email or phone of a lead");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", label, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self, 0);
  build_list (self);
  self->none = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->none, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (self->none), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->none), TRUE);
  gtk_widget_set_visible (self->none, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), self->none);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_lead_finder_new:
 *
 * Returns: (transfer floating): an empty field
 */
GtkWidget *
esp_lead_finder_new (EspSession *session)
{
  EspLeadFinder *self = g_object_new (ESP_TYPE_LEAD_FINDER, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
