/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of blocks beside the page: pressed they come after the selected block, dragged where they are dropped. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-palette.h"

#include "store/esp-library.h"
#include "views/messages/esp-block-cargo.h"

#include <glib/gi18n.h>

typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  GtkWidget *saved;     /* the list of saved blocks */
  GtkWidget *heading;   /* above it */
} Palette;

static void
palette_free (Palette *palette)
{
  g_object_unref (palette->desk);
  g_free (palette);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  const EspBlockCargo *cargo = user_data;

  return gdk_content_provider_new_typed (ESP_TYPE_BLOCK_CARGO, cargo);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (widget);

  gtk_drag_source_set_icon (source, picture, 8, 8);
}

static GtkWidget *
make_button (const char *icon, const char *title, const EspBlockCargo *cargo)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (title);
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (cargo->ref != NULL) /* somebody's own name may be long */
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "esp-palette-item");
  gtk_widget_set_tooltip_text (button, _ ("Press to add, or drag onto the page"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_data (drag, "prepare", G_CALLBACK (prepare_cb), esp_block_cargo_copy (cargo),
                         (GClosureNotify) (void (*) (void)) esp_block_cargo_free, 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), NULL);
  /* Before the click of the button, which would keep the pointer for itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (drag));
  return button;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  g_object_set (label, "margin-top", 6, "margin-start", 6, NULL);
  return label;
}

/* Saved blocks */

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  static const EspLibraryQuery query = { .kind = ESP_LIBRARY_BLOCK };
  GPtrArray **items = data;

  *items = esp_library_list (tx, &query, error);
  return *items != NULL;
}

static void
items_free (gpointer data)
{
  GPtrArray **items = data;

  g_clear_pointer (items, g_ptr_array_unref);
  g_free (items);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) box = user_data;
  Palette *palette = g_object_get_data (G_OBJECT (box), "esp-palette");
  g_autoptr (GError) error = NULL;
  GPtrArray **items = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWidget *child;

  if (items == NULL)
    {
      g_debug ("the saved blocks could not be read: %s", error->message);
      return;
    }
  while ((child = gtk_widget_get_first_child (palette->saved)) != NULL)
    gtk_box_remove (GTK_BOX (palette->saved), child);
  for (guint i = 0; i < (*items)->len; i++)
    {
      const EspLibraryItem *item = (*items)->pdata[i];
      const EspBlockCargo cargo = { .kind = ESP_BLOCK_LINKED, .ref = item->uuid };
      GtkWidget *button = make_button ("esp-library-symbolic", item->name, &cargo);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "block.add-saved");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", item->uuid);
      gtk_box_append (GTK_BOX (palette->saved), button);
    }
  gtk_widget_set_visible (palette->heading, (*items)->len > 0);
  items_free (items);
}

static void
load_saved (GtkWidget *box)
{
  Palette *palette = g_object_get_data (G_OBJECT (box), "esp-palette");
  EspSession *session = esp_message_desk_get_session (palette->desk);

  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, list_cb,
                        g_new0 (GPtrArray *, 1), items_free, esp_session_get_cancellable (session),
                        listed_cb, g_object_ref (box));
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, GtkWidget *box)
{
  if (esp_changes_has (changes, ESP_CHANGE_LIBRARY))
    load_saved (box);
}

/**
 * esp_block_palette_new:
 *
 * Returns: (transfer floating): the list; it acts through the group "block"
 */
GtkWidget *
esp_block_palette_new (EspMessageDesk *desk)
{
  static const EspBlockKind order[] = {
    ESP_BLOCK_TEXT,    ESP_BLOCK_HEADING, ESP_BLOCK_IMAGE,    ESP_BLOCK_BUTTON, ESP_BLOCK_COLUMNS,
    ESP_BLOCK_DIVIDER, ESP_BLOCK_SPACER,  ESP_BLOCK_PRODUCTS, ESP_BLOCK_SOCIAL, ESP_BLOCK_HTML,
  };
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Palette *palette = g_new0 (Palette, 1);
  EspStore *store = esp_session_get_store (esp_message_desk_get_session (desk));

  palette->desk = g_object_ref (desk);
  g_object_set_data_full (G_OBJECT (box), "esp-palette", palette, (GDestroyNotify) palette_free);
  gtk_box_append (GTK_BOX (box), make_heading (C_ ("palette", "Blocks")));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      const EspBlockCargo cargo = { .kind = order[i] };
      GtkWidget *button = make_button (esp_block_kind_get_icon (order[i]),
                                       esp_block_kind_get_title (order[i]), &cargo);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "block.add");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                        esp_block_kind_to_string (order[i]));
      gtk_box_append (GTK_BOX (box), button);
    }
  palette->heading = make_heading (C_ ("palette", "Saved blocks"));
  palette->saved = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_visible (palette->heading, FALSE);
  gtk_box_append (GTK_BOX (box), palette->heading);
  gtk_box_append (GTK_BOX (box), palette->saved);
  g_object_set (box, "margin-top", 6, "margin-bottom", 12, "margin-start", 6, "margin-end", 6,
                NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, 150, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("palette", "Blocks"), -1);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), box, 0);
  load_saved (box);
  return scroller;
}
