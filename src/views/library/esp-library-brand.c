/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a brand kit: colours with how well they are read, font, corners, and how it looks. */
#define G_LOG_DOMAIN "esp-library"

#include "config.h"

#include "views/library/esp-library-brand.h"

#include "engine/content/esp-color.h"
#include "views/messages/esp-paper-parts.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_RADIUS_PX 40

typedef struct
{
  const char *title;
  gsize ink;    /* the colour that is chosen, of EspBrandKit */
  gsize ground; /* what it is read on; the same: it is the ground itself */
  gsize usual;  /* in EspBrand */
  gsize usual_ground;
} Choice;

#define KIT(field) G_STRUCT_OFFSET (EspBrandKit, field)
#define BRAND(field) G_STRUCT_OFFSET (EspBrand, field)

static const Choice choices[] = {
  { N_ ("Buttons"), KIT (accent), KIT (on_accent), BRAND (accent), BRAND (on_accent) },
  { N_ ("Words of buttons"), KIT (on_accent), KIT (accent), BRAND (on_accent), BRAND (accent) },
  { N_ ("Text"), KIT (text), KIT (surface), BRAND (text), BRAND (surface) },
  { N_ ("Links"), KIT (link), KIT (surface), BRAND (link), BRAND (surface) },
  { N_ ("Small print"), KIT (muted), KIT (background), BRAND (muted), BRAND (background) },
  { N_ ("Page"), KIT (surface), KIT (surface), BRAND (surface), BRAND (surface) },
  { N_ ("Around the page"), KIT (background), KIT (background), BRAND (background),
    BRAND (background) },
};

typedef struct
{
  EspBrandKit *kit; /* (unowned): the form's owner keeps it longer */
  GtkWidget *rows[G_N_ELEMENTS (choices)];
  GtkWidget *sample;
} Form;

static const char *
get_color (const Form *form, gsize offset, gsize usual)
{
  const char *color = G_STRUCT_MEMBER (char *, form->kit, offset);

  return color != NULL ? color : G_STRUCT_MEMBER (const char *, &esp_brand_default, usual);
}

static void
show_contrast (const Form *form, guint i)
{
  EspColor ink = { 0 };
  EspColor ground = { 0 };
  double ratio;
  g_autofree char *text = NULL;

  if (choices[i].ink == choices[i].ground)
    return;
  if (!esp_color_parse (get_color (form, choices[i].ink, choices[i].usual), &ink) ||
      !esp_color_parse (get_color (form, choices[i].ground, choices[i].usual_ground), &ground))
    return;
  ratio = esp_color_contrast (ink, ground);
  /* Translators: how well letters are read on their ground, such as 5.2:1 */
  text = ratio >= ESP_CONTRAST_TEXT
           ? g_strdup_printf (_ ("Contrast %.1f:1"), ratio)
           : g_strdup_printf (_ ("Contrast %.1f:1 – hard to read, 4.5:1 is needed"), ratio);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (form->rows[i]), text);
  if (ratio >= ESP_CONTRAST_TEXT)
    gtk_widget_remove_css_class (form->rows[i], "error");
  else
    gtk_widget_add_css_class (form->rows[i], "error");
}

/* A page in small: what the colours do together. */
static void
show_sample (const Form *form)
{
  EspBlock *button = esp_block_new (ESP_BLOCK_BUTTON, "b");
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *text = gtk_label_new (_ ("What the message says, and"));
  GtkWidget *link = gtk_label_new (_ ("a link in it"));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (form->sample)) != NULL)
    gtk_box_remove (GTK_BOX (form->sample), child);
  esp_paper_dress (form->sample, get_color (form, KIT (background), BRAND (background)),
                   get_color (form, KIT (text), BRAND (text)));
  esp_paper_dress (page, get_color (form, KIT (surface), BRAND (surface)),
                   get_color (form, KIT (text), BRAND (text)));
  esp_paper_tint (link, get_color (form, KIT (link), BRAND (link)));
  button->label = g_strdup (_ ("Button"));
  button->color = g_strdup (get_color (form, KIT (accent), BRAND (accent)));
  button->text_color = g_strdup (get_color (form, KIT (on_accent), BRAND (on_accent)));
  gtk_box_append (GTK_BOX (page), text);
  gtk_box_append (GTK_BOX (page), link);
  gtk_box_append (GTK_BOX (page), esp_paper_button_new (button, NULL));
  gtk_widget_add_css_class (page, "esp-brand-page");
  gtk_box_append (GTK_BOX (form->sample), page);
  esp_block_free (button);
}

static void
show_all (const Form *form)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    show_contrast (form, i);
  show_sample (form);
}

static void
color_cb (GtkWidget *button, GParamSpec *pspec, Form *form)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "esp-choice"));
  g_autofree char *color = esp_dialog_color_button_dup_color (button);

  esp_message_doc_set (G_STRUCT_MEMBER_P (form->kit, choices[i].ink), color);
  show_all (form);
}

static void
text_cb (GtkEditable *row, Form *form)
{
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "esp-offset"));
  const char *text = gtk_editable_get_text (row);

  esp_message_doc_set (G_STRUCT_MEMBER_P (form->kit, offset), *text != '\0' ? text : NULL);
}

static void
add_text (Form *form, GtkWidget *list, const char *title, gsize offset)
{
  const char *text = G_STRUCT_MEMBER (char *, form->kit, offset);
  GtkWidget *row = esp_form_entry_row_new (title, text != NULL ? text : "");

  g_object_set_data (G_OBJECT (row), "esp-offset", GSIZE_TO_POINTER (offset));
  g_signal_connect (row, "changed", G_CALLBACK (text_cb), form);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
radius_cb (GtkSpinButton *spin, Form *form)
{
  form->kit->radius = gtk_spin_button_get_value_as_int (spin);
}

static void
outline_cb (GtkSwitch *control, GParamSpec *pspec, Form *form)
{
  form->kit->button_is_outline = gtk_switch_get_active (control);
}

/**
 * esp_library_brand_add:
 * @box: gets the form
 * @kit: changed as the form is; lives longer than @box
 */
void
esp_library_brand_add (GtkWidget *box, EspBrandKit *kit)
{
  GtkWidget *list = esp_form_list_new (_ ("Brand"));
  Form *form = g_new0 (Form, 1);
  GtkWidget *radius;
  GtkWidget *outline;

  form->kit = kit;
  form->sample = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (form->sample, "esp-brand-sample");
  gtk_box_append (GTK_BOX (box), form->sample);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      GtkWidget *button =
        esp_dialog_color_button_new (_ (choices[i].title),
                                     get_color (form, choices[i].ink, choices[i].usual));

      form->rows[i] = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (form->rows[i]), _ (choices[i].title));
      g_object_set_data (G_OBJECT (button), "esp-choice", GUINT_TO_POINTER (i));
      g_signal_connect (button, "notify::rgba", G_CALLBACK (color_cb), form);
      adw_action_row_add_suffix (ADW_ACTION_ROW (form->rows[i]), button);
      gtk_list_box_append (GTK_LIST_BOX (list), form->rows[i]);
    }
  add_text (form, list, _ ("Font"), KIT (font));
  add_text (form, list, _ ("Font of headings"), KIT (heading_font));
  add_text (form, list, _ ("Logo (https)"), KIT (logo_src));
  add_text (form, list, _ ("The logo leads to"), KIT (home_url));
  radius = esp_form_spin_row_new (_ ("Round corners"), _ ("px"), 0, MAX_RADIUS_PX,
                                  kit->radius >= 0 ? kit->radius : esp_brand_default.radius);
  g_signal_connect (esp_form_row_get_spin (radius), "value-changed", G_CALLBACK (radius_cb), form);
  outline = esp_form_switch_row_new (_ ("Buttons as outlines"), NULL, kit->button_is_outline);
  g_signal_connect (esp_form_row_get_switch (outline), "notify::active", G_CALLBACK (outline_cb),
                    form);
  gtk_list_box_append (GTK_LIST_BOX (list), radius);
  gtk_list_box_append (GTK_LIST_BOX (list), outline);
  gtk_box_append (GTK_BOX (box), list);
  g_object_set_data_full (G_OBJECT (list), "esp-form", form, g_free);
  show_all (form);
}
