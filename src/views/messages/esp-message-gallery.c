/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets a new message begin with one of the designs, in Korean or in English, or with nothing. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-gallery.h"

#include "engine/content/esp-message-design.h"
#include "views/messages/esp-message-acts.h"
#include "views/messages/esp-message-exchange.h"
#include "views/shell/esp-locale.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 880
#define HEIGHT 680
#define PICTURE_WIDTH 180
#define PICTURE_HEIGHT 240
#define DESIGN_KEY "esp-design"

typedef struct
{
  EspSession *session; /* (owned) */
  GtkWindow *window;
  GtkDropDown *language;
} Gallery;

static void
gallery_free (gpointer data)
{
  Gallery *self = data;

  g_object_unref (self->session);
  g_free (self);
}

static const char *
chosen_language (GtkDropDown *languages)
{
  return gtk_drop_down_get_selected (languages) == 0 ? "ko" : "en";
}

static void
design_cb (GtkWidget *button, Gallery *self)
{
  const EspMessageDesign *design = g_object_get_data (G_OBJECT (button), DESIGN_KEY);

  if (design == NULL)
    esp_message_acts_new (self->session, ESP_STARTER_BLANK);
  else
    {
      const char *language = chosen_language (self->language);
      g_autoptr (EspMessageDoc) doc = esp_message_design_load (design, language);

      esp_message_acts_new_from (self->session,
                                 g_str_equal (language, "ko") ? design->korean : design->title,
                                 doc);
    }
  gtk_window_close (self->window);
}

static void
import_cb (GtkButton *button, Gallery *self)
{
  g_autoptr (EspSession) session = g_object_ref (self->session);

  gtk_window_close (self->window);
  esp_message_import_choose (session);
}

static void
show_design_cb (GtkPicture *picture, GParamSpec *pspec, GtkDropDown *languages)
{
  const EspMessageDesign *design = g_object_get_data (G_OBJECT (picture), DESIGN_KEY);
  g_autoptr (GBytes) bytes =
    esp_message_design_load_thumbnail (design, chosen_language (languages));
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, NULL);

  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

/* A design is shown in the language that is chosen above, as the message will be. */
static GtkWidget *
make_picture (Gallery *self, const EspMessageDesign *design)
{
  GtkWidget *picture;

  if (design == NULL)
    {
      picture = gtk_image_new_from_icon_name ("esp-add-symbolic");
      gtk_image_set_icon_size (GTK_IMAGE (picture), GTK_ICON_SIZE_LARGE);
    }
  else
    {
      picture = gtk_picture_new ();
      gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
      g_object_set_data (G_OBJECT (picture), DESIGN_KEY, (gpointer) design);
      g_signal_connect_object (self->language, "notify::selected", G_CALLBACK (show_design_cb),
                               picture, G_CONNECT_SWAPPED);
      show_design_cb (GTK_PICTURE (picture), NULL, self->language);
    }
  gtk_widget_set_size_request (picture, PICTURE_WIDTH, PICTURE_HEIGHT);
  return picture;
}

static void
add_design (Gallery *self, GtkWidget *flow, const EspMessageDesign *design)
{
  GtkWidget *place = gtk_flow_box_child_new ();
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const char *title = design != NULL ? _ (design->title) : _ ("Blank message");
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_top (box, 6);
  gtk_box_append (GTK_BOX (box), make_picture (self, design));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "esp-start");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_object_set_data (G_OBJECT (button), DESIGN_KEY, (gpointer) design);
  g_signal_connect (button, "clicked", G_CALLBACK (design_cb), self);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), button);
  gtk_widget_set_focusable (place, FALSE); /* the button speaks for itself */
  gtk_accessible_update_property (GTK_ACCESSIBLE (place), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_flow_box_append (GTK_FLOW_BOX (flow), place);
}

static GtkWidget *
make_flow (Gallery *self)
{
  GtkWidget *flow = gtk_flow_box_new ();
  const EspMessageDesign *designs;
  guint n;

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 6);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_widget_set_valign (flow, GTK_ALIGN_START);
  g_object_set (flow, "margin-top", 12, "margin-bottom", 12, "margin-start", 12, "margin-end", 12,
                NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Designs"), -1);
  add_design (self, flow, NULL);
  designs = esp_message_design_list (&n);
  for (guint i = 0; i < n; i++)
    add_design (self, flow, &designs[i]);
  return flow;
}

static GtkWidget *
make_header (Gallery *self)
{
  /* Languages are called by their own names. */
  static const char *const languages[] = { "한국어", "English", NULL };
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *import = gtk_button_new_with_mnemonic (_ ("_Import HTML or MJML…"));

  self->language = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (languages));
  gtk_drop_down_set_selected (self->language, esp_locale_is_korean () ? 0 : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->language), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Language of the message"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->language), _ ("Language of the message"));
  g_signal_connect (import, "clicked", G_CALLBACK (import_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), GTK_WIDGET (self->language));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), import);
  return header;
}

/**
 * esp_message_gallery_open:
 *
 * Asks what a new message begins with, makes it and opens it.
 */
void
esp_message_gallery_open (EspSession *session)
{
  Gallery *self = g_new0 (Gallery, 1);
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->session = g_object_ref (session);
  self->window = GTK_WINDOW (window);
  g_object_set_data_full (G_OBJECT (window), "esp-gallery", self, gallery_free);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_flow (self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), _ ("New message"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), esp_session_get_window (session));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
