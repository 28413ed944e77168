/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command palette: one field that finds commands, areas and leads. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-palette.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "store/esp-lead-query.h"
#include "store/esp-leads.h"
#include "views/shell/esp-commands.h"
#include "views/shell/esp-found.h"
#include "views/shell/esp-screen-registry.h"

#define WIDTH 560
#define HEIGHT 480
#define MAX_LEADS 8
/* Pause after the last key before the leads are searched. */
#define SEARCH_DELAY_MS 120

#define ESP_TYPE_PALETTE (esp_palette_get_type ())
G_DECLARE_FINAL_TYPE (EspPalette, esp_palette, ESP, PALETTE, AdwWindow)

struct _EspPalette
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  GtkWidget *entry;
  GtkWidget *view;
  GtkWidget *nothing;
  GPtrArray *known; /* of EspFound: commands and areas */
  GListStore *found;
  GtkSingleSelection *selection;
  GCancellable *cancellable; /* of the search for leads that runs; (nullable) */
  char *preedit;             /* (nullable) the syllable being composed */
  guint search_id;           /* timeout before leads are searched; 0 when none */
};

G_DEFINE_FINAL_TYPE (EspPalette, esp_palette, ADW_TYPE_WINDOW)

/* What is searched: with a leading ">" only commands, "@" only leads. */
static char *
dup_query (EspPalette *self, char *out_only)
{
  g_autofree char *text = g_strconcat (gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                       self->preedit != NULL ? self->preedit : "", NULL);
  const char *start = g_strstrip (text);

  *out_only = '\0';
  if (*start == '>' || *start == '@')
    *out_only = *start++;
  return g_strstrip (g_strdup (start));
}

static void
add_known (EspPalette *self)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);
      g_autofree char *address = g_strdup (info->id);

      if (info->section != ESP_SECTION_HIDDEN)
        g_ptr_array_add (self->known,
                         esp_found_new (ESP_FOUND_AREA, esp_screen_info_get_title (info),
                                        _ ("Area"), info->icon_name, address));
    }
  for (guint i = 0; i < esp_commands_get_n (); i++)
    {
      const EspCommand *command = esp_commands_get (i);
      g_autofree char *keys = NULL;
      GdkModifierType modifiers;
      guint key;

      if (command->is_hidden || parent == NULL ||
          (command->needs != NULL && esp_screen_registry_find (command->needs) == NULL))
        continue;
      if (command->keys[0] != NULL && gtk_accelerator_parse (command->keys[0], &key, &modifiers))
        keys = gtk_accelerator_get_label (key, modifiers);
      g_ptr_array_add (self->known,
                       esp_found_new (ESP_FOUND_COMMAND, esp_command_get_title (command), keys,
                                      "esp-forward-symbolic", command->action));
    }
}

static void
show_found (EspPalette *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0;

  gtk_widget_set_visible (self->nothing, !any);
  gtk_widget_set_visible (gtk_widget_get_ancestor (self->view, GTK_TYPE_SCROLLED_WINDOW), any);
}

typedef struct
{
  char *query;
  GPtrArray *found; /* of EspFound */
} LeadSearch;

static void
lead_search_free (gpointer data)
{
  LeadSearch *search = data;

  g_free (search->query);
  g_ptr_array_unref (search->found);
  g_free (search);
}

static gboolean
find_leads (EspTx *tx, gpointer data, GError **error)
{
  LeadSearch *search = data;
  EspLeadQuery query = { .search = search->query };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) leads = NULL;

  if (fields == NULL || !esp_lead_query_ids (tx, fields, &query, MAX_LEADS, ids, error))
    return FALSE;
  leads = esp_lead_load_many (tx, fields, (const guint32 *) (gpointer) ids->data, ids->len, error);
  for (guint i = 0; leads != NULL && i < leads->len; i++)
    {
      EspLead *lead = g_ptr_array_index (leads, i);
      g_autofree char *address = NULL;

      if (lead == NULL)
        continue;
      address = g_strdup_printf ("leads/%" G_GINT64_FORMAT, lead->id);
      g_ptr_array_add (search->found, esp_found_new (ESP_FOUND_LEAD, esp_lead_get_title (lead),
                                                     esp_lead_get_text (lead, "email"),
                                                     "esp-person-symbolic", address));
    }
  return leads != NULL;
}

static void
leads_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPalette) self = user_data;
  g_autoptr (GError) error = NULL;
  LeadSearch *search = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (search == NULL)
    return;
  for (guint i = 0; self->found != NULL && i < search->found->len; i++)
    g_list_store_append (self->found, g_ptr_array_index (search->found, i));
  if (self->found != NULL)
    show_found (self);
  lead_search_free (search);
}

static gboolean
search_leads_cb (gpointer data)
{
  EspPalette *self = data;
  LeadSearch *search;
  char only;
  g_autofree char *query = dup_query (self, &only);

  self->search_id = 0;
  if (*query == '\0' || only == '>' || esp_screen_registry_find ("leads") == NULL)
    return G_SOURCE_REMOVE;
  self->cancellable = g_cancellable_new ();
  search = g_new0 (LeadSearch, 1);
  search->query = g_steal_pointer (&query);
  search->found = g_ptr_array_new_with_free_func (g_object_unref);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, find_leads, search,
                        lead_search_free, self->cancellable, leads_found_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
search_cb (EspPalette *self)
{
  char only;
  g_autofree char *query = dup_query (self, &only);

  g_list_store_remove_all (self->found);
  for (guint i = 0; i < self->known->len; i++)
    {
      EspFound *item = g_ptr_array_index (self->known, i);

      if (only == '@' || (only == '>' && esp_found_get_kind (item) != ESP_FOUND_COMMAND))
        continue;
      if (esp_found_matches (item, query))
        g_list_store_append (self->found, item);
    }
  show_found (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->search_id, g_source_remove);
  self->search_id = g_timeout_add (SEARCH_DELAY_MS, search_leads_cb, self);
}

static void
preedit_changed_cb (GtkText *text, const char *preedit, EspPalette *self)
{
  g_free (self->preedit);
  self->preedit = g_strdup (preedit);
  search_cb (self);
}

static void
run (EspPalette *self, EspFound *item, gboolean in_new_window)
{
  g_autoptr (EspSession) session = g_object_ref (self->session);
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  g_autofree char *goal = g_strdup (esp_found_get_goal (item));
  gboolean is_command = esp_found_get_kind (item) == ESP_FOUND_COMMAND;

  gtk_window_destroy (GTK_WINDOW (self));
  if (is_command)
    {
      if (parent != NULL)
        (void) gtk_widget_activate_action (parent, goal, NULL); /* disabled ones are not listed */
    }
  else
    {
      g_autoptr (EspTarget) target = esp_target_parse (goal, NULL);

      if (target != NULL)
        esp_session_open_target (session, target, in_new_window);
    }
}

static void
run_selected (EspPalette *self, gboolean in_new_window)
{
  EspFound *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    run (self, item, in_new_window);
}

static void
activate_cb (EspPalette *self)
{
  run_selected (self, FALSE);
}

static void
row_activated_cb (GtkListView *view, guint position, EspPalette *self)
{
  g_autoptr (EspFound) item = g_list_model_get_item (G_LIST_MODEL (self->found), position);

  if (item != NULL)
    run (self, item, FALSE);
}

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  EspPalette *self = ESP_PALETTE (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));
  guint now = gtk_single_selection_get_selected (self->selection);
  gint64 next = (gint64) now + g_variant_get_int32 (args);

  if (n == 0 || next < 0 || next >= n)
    return TRUE;
  gtk_single_selection_set_selected (self->selection, (guint) next);
  gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", (guint) next);
  return TRUE;
}

static gboolean
open_new_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  run_selected (ESP_PALETTE (widget), TRUE);
  return TRUE;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *detail = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (detail), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_widget_add_css_class (detail, "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), detail);
  gtk_widget_add_css_class (box, "esp-found");
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  EspFound *item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *icon = gtk_widget_get_first_child (box);
  GtkWidget *title = gtk_widget_get_next_sibling (icon);
  const char *detail = esp_found_get_detail (item);
  GtkWidget *row = gtk_widget_get_parent (box);

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), esp_found_get_icon_name (item));
  gtk_label_set_label (GTK_LABEL (title), esp_found_get_title (item));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), detail != NULL ? detail : "");
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    esp_found_get_title (item), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    detail != NULL ? detail : "", -1);
}

static void
esp_palette_dispose (GObject *object)
{
  EspPalette *self = ESP_PALETTE (object);

  g_clear_handle_id (&self->search_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->found);
  g_clear_object (&self->session);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->preedit, g_free);
  G_OBJECT_CLASS (esp_palette_parent_class)->dispose (object);
}

static void
esp_palette_class_init (EspPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_palette_dispose;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, move_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, move_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, open_new_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_list (EspPalette *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->found = g_list_store_new (ESP_TYPE_FOUND);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->found)));
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Results"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated_cb), self, 0);
  gtk_widget_add_css_class (self->view, "navigation-sidebar");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Results"), -1);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
esp_palette_init (EspPalette *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *prompt = _ ("Find a lead, an area or a command");
  GtkEditable *delegate;

  self->known = g_ptr_array_new_with_free_func (g_object_unref);
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", prompt, "search-delay", 0, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  prompt, -1);
  gtk_widget_add_css_class (self->entry, "esp-palette-entry");
  self->nothing = gtk_label_new (_ ("Nothing of that name."));
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_widget_set_vexpand (self->nothing, TRUE);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), make_list (self));
  gtk_box_append (GTK_BOX (box), self->nothing);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_title (GTK_WINDOW (self), C_ ("command", "Command palette"));
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  g_signal_connect_object (delegate, "preedit-changed", G_CALLBACK (preedit_changed_cb), self, 0);
}

/**
 * esp_palette_present:
 *
 * Opens the palette over @parent, whose actions it offers.
 */
void
esp_palette_present (GtkWindow *parent, EspSession *session)
{
  EspPalette *self = g_object_new (ESP_TYPE_PALETTE, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  add_known (self);
  search_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->entry);
}
