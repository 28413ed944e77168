/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what can be put into a journey: typed for, chosen, or dragged to its place. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-palette.h"

#include "views/journeys/esp-journey-seek.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define PIECE_KEY "esp-piece"
#define OBJECT_KEY "esp-object"

/* So many messages, and so many segments, below the steps. */
#define MAX_OBJECTS 8

struct _EspJourneyPalette
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the palette */
  GtkWidget *box;
  GtkWidget *search;
  GtkWidget *list;
  EspJourneyNames *names; /* (owned) (nullable) */
  gboolean is_brief;      /* titles alone */
};

G_DEFINE_FINAL_TYPE (EspJourneyPalette, esp_journey_palette, GTK_TYPE_WIDGET)

static const EspJourneyPiece *
piece_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), PIECE_KEY);
}

/* Dragging: the step itself travels, as text. */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  const EspJourneyPiece *piece = piece_of (row);
  g_autofree char *json = piece != NULL ? esp_journey_piece_dup_json (piece) : NULL;
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  if (piece == NULL)
    return gdk_content_provider_new_typed (G_TYPE_STRING,
                                           g_object_get_data (G_OBJECT (row), OBJECT_KEY));
  esp_journey_pieces_note_used (piece->id);
  return gdk_content_provider_new_typed (G_TYPE_STRING, json);
}

static void
add_drag (GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), row, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
}

/* Rows */

static void
set_up_cb (EspJourneyPalette *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  esp_session_open (self->session, "channels");
}

static GtkWidget *
set_up_button_new (EspJourneyPalette *self, const EspJourneyPiece *piece)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Set up"));
  /* Translators: %s is a kind of channel: "Text message" */
  g_autofree char *name =
    g_strdup_printf (_ ("Set up a channel: %s"), esp_journey_piece_get_title (piece));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "caption");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (set_up_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
words_new (EspJourneyPalette *self, const char *name, const char *line)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *about = gtk_label_new (line);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_ellipsize (GTK_LABEL (about), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (about, "caption");
  gtk_widget_add_css_class (about, "dim-label");
  gtk_widget_set_visible (about, !self->is_brief);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), about);
  return words;
}

static GtkWidget *
row_new (EspJourneyPalette *self, const EspJourneyPiece *piece)
{
  gboolean is_ready = esp_journey_piece_is_ready (piece, self->names);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *name = is_ready ? g_strdup_printf ("%s: %s", esp_journey_piece_get_title (piece),
                                                      esp_journey_piece_get_about (piece))
                                   : g_strdup_printf (_ ("%s: no channel is set up"),
                                                      esp_journey_piece_get_title (piece));

  gtk_box_append (GTK_BOX (box), esp_icon_new (esp_journey_piece_get_icon (piece)));
  gtk_box_append (GTK_BOX (box), words_new (self, esp_journey_piece_get_title (piece),
                                            esp_journey_piece_get_about (piece)));
  if (!is_ready)
    {
      gtk_widget_add_css_class (gtk_widget_get_first_child (box), "dim-label");
      gtk_box_append (GTK_BOX (box), set_up_button_new (self, piece));
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, esp_journey_piece_get_about (piece));
  g_object_set_data (G_OBJECT (row), PIECE_KEY, (gpointer) piece);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (is_ready)
    add_drag (row);
  return row;
}

/* What is in the workspace already: a message becomes a step that sends it, a segment an entry. */
static GtkWidget *
object_row_new (EspJourneyPalette *self, EspJourneyNameKind kind, const EspJourneyName *name)
{
  gboolean is_message = kind == ESP_NAME_MESSAGE;
  const char *medium = is_message ? esp_journey_names_find_medium (self->names, name->name) : NULL;
  const EspJourneyPiece *piece = medium != NULL ? esp_journey_pieces_find (medium) : NULL;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  const char *about = is_message ? _ ("Send this message") : _ ("Whoever enters it comes in");
  g_autofree char *label = g_strdup_printf ("%s: %s", name->name, about);

  gtk_box_append (GTK_BOX (box), esp_icon_new (piece != NULL ? esp_journey_piece_get_icon (piece)
                                               : is_message  ? "esp-email-symbolic"
                                                             : "esp-segment-symbolic"));
  gtk_box_append (GTK_BOX (box), words_new (self, name->name, about));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), OBJECT_KEY,
                          g_strdup_printf ("%s/%" G_GINT64_FORMAT,
                                           is_message ? "messages" : "segments", name->id),
                          g_free);
  add_drag (row);
  return row;
}

static void
add_objects (EspJourneyPalette *self, EspJourneyNameKind kind, const char *query)
{
  const GPtrArray *all = esp_journey_names_list (self->names, kind);
  guint n = 0;

  for (guint i = 0; all != NULL && i < all->len && n < MAX_OBJECTS; i++)
    {
      const EspJourneyName *name = all->pdata[i];

      if (*query != '\0' && !esp_journey_seek_matches (name->name, query))
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->list), object_row_new (self, kind, name));
      n++;
    }
}

static const char *
heading_of (GtkListBoxRow *row)
{
  const char *object = row != NULL ? g_object_get_data (G_OBJECT (row), OBJECT_KEY) : NULL;

  return object == NULL                          ? NULL
         : g_str_has_prefix (object, "messages") ? C_ ("area", "Messages")
                                                 : C_ ("area", "Segments");
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *heading = heading_of (row);
  GtkWidget *label = NULL;

  if (heading != NULL && heading != heading_of (before))
    {
      label = gtk_label_new (heading);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
      g_object_set (label, "margin-top", 12, "margin-bottom", 3, "margin-start", 9, NULL);
    }
  gtk_list_box_row_set_header (row, label);
}

static void
fill (EspJourneyPalette *self, const char *query)
{
  g_autoptr (GPtrArray) found = esp_journey_pieces_search (query);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL && GTK_IS_LIST_BOX_ROW (child))
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < found->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (self, found->pdata[i]));
  add_objects (self, ESP_NAME_MESSAGE, query);
  add_objects (self, ESP_NAME_SEGMENT, query);
  gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));
}

static void
seek_cb (const char *query, gpointer user_data)
{
  fill (user_data, query);
}

/* Choosing */

static void
choose (EspJourneyPalette *self, GtkListBoxRow *row)
{
  const EspJourneyPiece *piece = row != NULL ? piece_of (GTK_WIDGET (row)) : NULL;
  g_autofree char *object =
    row != NULL ? g_strdup (g_object_get_data (G_OBJECT (row), OBJECT_KEY)) : NULL;

  if (object != NULL)
    g_signal_emit_by_name (self, "chosen", object);
  if (piece == NULL)
    return;
  if (!esp_journey_piece_is_ready (piece, self->names))
    {
      set_up_cb (self);
      return;
    }
  esp_journey_pieces_note_used (piece->id);
  g_signal_emit_by_name (self, "chosen", piece->id);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, EspJourneyPalette *self)
{
  choose (self, row);
}

static void
search_activated_cb (EspJourneyPalette *self)
{
  choose (self, gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)));
}

static void
announce_row (EspJourneyPalette *self, GtkWidget *row)
{
  const EspJourneyPiece *piece = piece_of (row);
  const char *tooltip = gtk_widget_get_tooltip_text (row);

  esp_session_announce (self->session,
                        piece != NULL     ? esp_journey_piece_get_title (piece)
                        : tooltip != NULL ? tooltip
                                          : "",
                        FALSE);
}

/* Up and Down go through the list while the words are typed; Escape takes them back, and then leaves. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        EspJourneyPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  int by = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down ? 1
           : keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up   ? -1
                                                               : 0;
  GtkListBoxRow *next;

  if (keyval == GDK_KEY_Escape && self->is_brief)
    {
      if (gtk_editable_get_text (GTK_EDITABLE (self->search))[0] != '\0')
        gtk_editable_set_text (GTK_EDITABLE (self->search), "");
      else
        g_signal_emit_by_name (self, "left");
      return TRUE;
    }
  if (by == 0 || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return FALSE;
  next = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MAX (index + by, 0));
  if (next == NULL)
    return TRUE;
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), next);
  announce_row (self, GTK_WIDGET (next));
  return TRUE;
}

/**
 * esp_journey_palette_begin:
 *
 * Empties the field and goes there.
 */
void
esp_journey_palette_begin (EspJourneyPalette *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  fill (self, "");
  gtk_widget_grab_focus (self->search);
}

/**
 * esp_journey_palette_set_names:
 * @names: (nullable): tell which channels are set up
 */
void
esp_journey_palette_set_names (EspJourneyPalette *self, EspJourneyNames *names)
{
  g_clear_pointer (&self->names, esp_journey_names_unref);
  self->names = names != NULL ? esp_journey_names_ref (names) : NULL;
  seek_cb (gtk_editable_get_text (GTK_EDITABLE (self->search)), self);
}

static void
esp_journey_palette_dispose (GObject *object)
{
  EspJourneyPalette *self = ESP_JOURNEY_PALETTE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  G_OBJECT_CLASS (esp_journey_palette_parent_class)->dispose (object);
}

static void
esp_journey_palette_class_init (EspJourneyPaletteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_journey_palette_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
build (EspJourneyPalette *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *nothing = gtk_label_new (_ ("Nothing is called that"));
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Add a step…"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->is_brief ? _ ("Search what can be added")
                                                 : _ ("Type to add a step"),
                                  -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (self->search, keys);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activated_cb), self,
                           G_CONNECT_SWAPPED);
  esp_journey_seek_watch (self->search, seek_cb, self);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), header_cb, NULL, NULL);
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), nothing);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Steps that can be added"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->search);
  gtk_box_append (GTK_BOX (self->box), scroller);
}

static void
esp_journey_palette_init (EspJourneyPalette *self)
{
}

/**
 * esp_journey_palette_new:
 * @is_brief: only what the pieces are called, for a narrow place
 */
GtkWidget *
esp_journey_palette_new (EspSession *session, gboolean is_brief)
{
  EspJourneyPalette *self = g_object_new (ESP_TYPE_JOURNEY_PALETTE, NULL);

  self->session = session;
  self->is_brief = is_brief;
  build (self);
  fill (self, "");
  return GTK_WIDGET (self);
}
