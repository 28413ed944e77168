/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The languages of a message: which one is written, how much of each is there, and adding one. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-language-bar.h"

#include "engine/content/esp-message-language.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

static const struct
{
  const char *language;
  const char *name; /* in itself: who reads it knows it */
} languages[] = { { "ko", "한국어" },  { "en", "English" },    { "ja", "日本語" },
                  { "zh", "中文" },    { "vi", "Tiếng Việt" }, { "th", "ไทย" },
                  { "es", "Español" }, { "fr", "Français" },   { "de", "Deutsch" } };

/**
 * esp_language_bar_find_name:
 *
 * Returns: what a language calls itself; its code where it is not known
 */
const char *
esp_language_bar_find_name (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (esp_language_equal (languages[i].language, language))
      return languages[i].name;
  return language;
}

static void
chosen_cb (GtkToggleButton *button, EspMessageDesk *desk)
{
  const char *language = g_object_get_data (G_OBJECT (button), "esp-language");

  if (gtk_toggle_button_get_active (button))
    esp_message_desk_set_language (desk, language);
}

static GtkWidget *
make_choice (EspMessageDesk *desk, const EspMessageDoc *whole, const char *language)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *bar = gtk_progress_bar_new ();
  gboolean is_own = esp_language_equal (whole->language, language);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  guint n_done = 0;
  guint n_texts = 0;

  esp_message_doc_get_coverage (whole, language, &n_done, &n_texts);
  text = is_own
           ? g_strdup (esp_language_bar_find_name (language))
           : g_strdup_printf ("%s %u/%u", esp_language_bar_find_name (language), n_done, n_texts);
  label = is_own
            ? g_strdup_printf (_ ("%s, the original"), esp_language_bar_find_name (language))
            /* Translators: a language, how many of its texts are written, how many there are */
            : g_strdup_printf (_ ("%s, %u of %u texts"), esp_language_bar_find_name (language),
                               n_done, n_texts);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 n_texts > 0 ? (double) n_done / (double) n_texts : 1);
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "esp-language", g_strdup (language), g_free);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                esp_language_equal (esp_message_desk_get_doc (desk)->language,
                                                    language));
  g_signal_connect_object (button, "toggled", G_CALLBACK (chosen_cb), desk, 0);
  return button;
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_message_desk_add_language (user_data, g_variant_get_string (parameter, NULL));
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_message_desk_remove_language (user_data);
}

static GMenuModel *
make_menu (const EspMessageDoc *whole, gboolean is_variant)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) add = g_menu_new ();
  g_autoptr (GMenu) acts = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *action = g_strdup_printf ("language.add::%s", languages[i].language);

      if (!esp_language_equal (whole->language, languages[i].language) &&
          esp_message_doc_find_variant (whole, languages[i].language) == NULL)
        g_menu_append (add, languages[i].name, action);
    }
  g_menu_append_section (menu, _ ("Add language"), G_MENU_MODEL (add));
  if (is_variant)
    g_menu_append (acts, _ ("Remove this language"), "language.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  return G_MENU_MODEL (menu);
}

static void
build (GtkWidget *bar)
{
  EspMessageDesk *desk = g_object_get_data (G_OBJECT (bar), "esp-desk");
  const EspMessageDoc *whole = esp_message_desk_get_whole (desk);
  const EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  GtkWidget *add = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = NULL;
  GtkWidget *first = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (bar)) != NULL)
    esp_wrap_box_remove (ESP_WRAP_BOX (bar), child);
  if (whole == NULL || doc == NULL)
    {
      g_object_unref (g_object_ref_sink (add));
      return;
    }
  if (whole->variants->len > 0)
    {
      first = make_choice (desk, whole, whole->language);
      esp_wrap_box_append (ESP_WRAP_BOX (bar), first);
    }
  for (guint i = 0; i < whole->variants->len; i++)
    {
      const EspMessageVariant *variant = whole->variants->pdata[i];
      GtkWidget *choice = make_choice (desk, whole, variant->language);

      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (choice), GTK_TOGGLE_BUTTON (first));
      esp_wrap_box_append (ESP_WRAP_BOX (bar), choice);
    }
  menu = make_menu (whole, !esp_language_equal (doc->language, whole->language));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (add), menu);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (add), "esp-globe-symbolic");
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _ ("Languages of the message"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Languages of the message"), -1);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), add);
}

/* A pressed button must not vanish under the press. */
static gboolean
build_cb (gpointer user_data)
{
  GtkWidget *bar = user_data;

  g_object_set_data (G_OBJECT (bar), "esp-source", NULL);
  if (gtk_widget_get_root (bar) != NULL)
    build (bar);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GtkWidget *bar)
{
  if (g_object_get_data (G_OBJECT (bar), "esp-source") != NULL)
    return;
  g_object_set_data (G_OBJECT (bar), "esp-source",
                     GUINT_TO_POINTER (g_idle_add_full (G_PRIORITY_LOW, build_cb,
                                                        g_object_ref (bar), g_object_unref)));
}

/**
 * esp_language_bar_new:
 *
 * Returns: (transfer floating): the languages, following the desk
 */
GtkWidget *
esp_language_bar_new (EspMessageDesk *desk)
{
  static const GActionEntry entries[] = {
    { .name = "add", .activate = add_cb, .parameter_type = "s" },
    { .name = "remove", .activate = remove_cb },
  };
  GtkWidget *bar = esp_wrap_box_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_object_set_data_full (G_OBJECT (bar), "esp-desk", g_object_ref (desk), g_object_unref);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), desk);
  gtk_widget_insert_action_group (bar, "language", G_ACTION_GROUP (actions));
  g_signal_connect_object (desk, "changed", G_CALLBACK (changed_cb), bar, G_CONNECT_SWAPPED);
  build (bar);
  return bar;
}
