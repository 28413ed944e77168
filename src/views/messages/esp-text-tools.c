/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with words on the page: bold, italic, underline, colour, links, lists, alignment. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-tools.h"

#include "engine/content/esp-color.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

static EspTextBlock *
get_text (gpointer paper)
{
  return esp_message_paper_get_text (ESP_MESSAGE_PAPER (paper));
}

static void
look_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspTextBlock *text = get_text (user_data);
  const char *look = g_variant_get_string (parameter, NULL);

  if (text == NULL)
    return;
  if (g_str_equal (look, "bold"))
    esp_text_block_toggle (text, ESP_LOOK_BOLD);
  else if (g_str_equal (look, "italic"))
    esp_text_block_toggle (text, ESP_LOOK_ITALIC);
  else if (g_str_equal (look, "underline"))
    esp_text_block_toggle (text, ESP_LOOK_UNDERLINE);
  else if (g_str_equal (look, "strike"))
    esp_text_block_toggle (text, ESP_LOOK_STRIKE);
  else if (g_str_equal (look, "list"))
    esp_text_block_toggle_list (text, ESP_PARAGRAPH_BULLET);
  else if (g_str_equal (look, "numbers"))
    esp_text_block_toggle_list (text, ESP_PARAGRAPH_NUMBER);
}

static void
align_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessageDesk *desk = esp_message_paper_get_desk (user_data);
  EspTextBlock *text = get_text (user_data);
  EspBlock *block = esp_message_desk_get_block (desk);
  EspAlign align = (EspAlign) CLAMP (g_variant_get_int32 (parameter), 0, ESP_ALIGN_END);

  if (text != NULL)
    {
      esp_text_block_set_align (text, align);
      return;
    }
  if (block == NULL)
    return;
  block->align = align;
  esp_message_desk_commit (desk, _ ("Align block"), NULL, NULL);
}

static void
color_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspTextBlock *text = get_text (user_data);
  const char *color = g_variant_get_string (parameter, NULL);

  if (text != NULL)
    esp_text_block_set_color (text, *color != '\0' ? color : NULL);
}

static void
link_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTextBlock) text = user_data;
  g_autofree char *href = esp_dialog_ask_text_finish (result, NULL);

  if (href != NULL && gtk_widget_get_root (GTK_WIDGET (text)) != NULL)
    esp_text_block_set_link (text, g_strstrip (href));
}

static void
link_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspTextBlock *text = get_text (user_data);
  EspSession *session = esp_message_desk_get_session (esp_message_paper_get_desk (user_data));
  g_autofree char *href = text != NULL ? esp_text_block_dup_link (text) : NULL;

  if (text == NULL)
    return;
  esp_dialog_ask_text_async (esp_session_get_window (session), _ ("Link"),
                             _ ("Where the selected words lead; empty takes the link away"),
                             href != NULL ? href : "https://", _ ("Set link"), NULL, link_cb,
                             g_object_ref (text));
}

static const GActionEntry entries[] = {
  { .name = "look", .activate = look_act, .parameter_type = "s" },
  { .name = "align", .activate = align_act, .parameter_type = "i" },
  { .name = "color", .activate = color_act, .parameter_type = "s" },
  { .name = "link", .activate = link_act },
};

/**
 * esp_text_tools_add_acts:
 * @paper: whose selected words they act on; outlives @map
 *
 * Adds the acts to an action group.
 */
void
esp_text_tools_add_acts (GActionMap *map, EspMessagePaper *paper)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), paper);
}

/**
 * esp_tool_button_new:
 * @action: a detailed name
 *
 * Returns: (transfer floating): a flat button that leaves the focus where it is
 */
GtkWidget *
esp_tool_button_new (const char *icon, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_focus_on_click (button, FALSE);
  return button;
}

/* Colours */

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GdkRGBA rgba;

  if (!gdk_rgba_parse (&rgba, user_data))
    return;
  gdk_cairo_set_source_rgba (cr, &rgba);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
}

/* The swatch says how well it is read on the page. */
static GtkWidget *
make_swatch (const char *name, const char *color, GtkPopover *popover)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *area = gtk_drawing_area_new ();
  EspColor ink = { 0 };
  EspColor page = { 0 };
  double ratio = esp_color_parse (color, &ink) && esp_color_parse ("#ffffff", &page)
                   ? esp_color_contrast (ink, page)
                   : 1;
  /* Translators: a colour and how well it is read: "Blue, contrast 5.2:1" */
  g_autofree char *label = g_strdup_printf (_ ("%s, contrast %.1f:1"), name, ratio);

  gtk_widget_set_size_request (area, 22, 22);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_swatch, g_strdup (color), g_free);
  gtk_button_set_child (GTK_BUTTON (button), area);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "block.color");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", color);
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), popover,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return button;
}

static GtkWidget *
make_colors (void)
{
  const struct
  {
    const char *name;
    const char *color;
  } colors[] = { { _ ("Black"), "#1d2433" },  { _ ("Grey"), "#5a6273" },
                 { _ ("Blue"), "#1c54b2" },   { _ ("Green"), "#1b7046" },
                 { _ ("Red"), "#b3261e" },    { _ ("Orange"), "#a34a00" },
                 { _ ("Violet"), "#6b3fa0" }, { _ ("Rose"), "#a81e5b" } };
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *none = gtk_button_new_with_label (_ ("Colour of the page"));

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    gtk_grid_attach (GTK_GRID (grid),
                     make_swatch (colors[i].name, colors[i].color, GTK_POPOVER (popover)),
                     (int) i % 4, (int) i / 4, 1, 1);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (none), "block.color::");
  gtk_widget_add_css_class (none, "flat");
  g_signal_connect_object (none, "clicked", G_CALLBACK (gtk_popover_popdown), popover,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), none);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-color-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Colour of the words"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour of the words"), -1);
  return button;
}

/**
 * esp_text_tools_new:
 *
 * Returns: (transfer floating): the buttons; they act through the group "block"
 */
GtkWidget *
esp_text_tools_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

#define TOOL(icon, label, action)                                                                  \
  gtk_box_append (GTK_BOX (box), esp_tool_button_new (icon, label, action))
  TOOL ("esp-bold-symbolic", _ ("Bold"), "block.look::bold");
  TOOL ("esp-italic-symbolic", _ ("Italic"), "block.look::italic");
  TOOL ("esp-underline-symbolic", _ ("Underline"), "block.look::underline");
  TOOL ("esp-strike-symbolic", _ ("Line through"), "block.look::strike");
  gtk_box_append (GTK_BOX (box), make_colors ());
  TOOL ("esp-link-symbolic", _ ("Link…"), "block.link");
  TOOL ("esp-list-symbolic", _ ("List"), "block.look::list");
  TOOL ("esp-numbers-symbolic", _ ("Numbered list"), "block.look::numbers");
  TOOL ("esp-align-start-symbolic", C_ ("align", "Start"), "block.align(0)");
  TOOL ("esp-align-center-symbolic", C_ ("align", "Centre"), "block.align(1)");
  TOOL ("esp-align-end-symbolic", C_ ("align", "End"), "block.align(2)");
#undef TOOL
  return box;
}
