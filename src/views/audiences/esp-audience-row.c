/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of one audience of advertisements: who is left rule by rule, and who the platform has, as numbers that
 * open. */
#define G_LOG_DOMAIN "esp-audiences"

#include "config.h"

#include "views/audiences/esp-audience-row.h"

#include "engine/audience/esp-ad-identity.h"
#include "views/audiences/esp-audience-words.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (unowned): the window's; outlives the row */
  char *sentence;      /* (owned) */
  EspBitmap *leads;    /* (owned) */
} Opening;

static void
opening_free (gpointer data, GClosure *closure)
{
  Opening *self = data;

  g_free (self->sentence);
  esp_bitmap_free (self->leads);
  g_free (self);
}

static void
clicked_cb (GtkButton *button, Opening *self)
{
  esp_leads_screen_drill (self->session, self->sentence, self->leads);
}

/* A number over its word; it opens unless it is 0.
 * @leads: (transfer full) (nullable): whom it counts */
static GtkWidget *
make_number (EspSession *session,
             const EspAdAudience *audience,
             const char *word,
             gint64 n,
             EspBitmap *leads)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *count = esp_format_count (n);
  g_autofree char *sentence = g_strdup_printf ("%s: %s", word, count);
  GtkWidget *number = gtk_label_new (count);
  GtkWidget *label = gtk_label_new (word);
  GtkWidget *button;
  Opening *opening;

  gtk_widget_add_css_class (number, "heading");
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (number), 0);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), label);
  button = gtk_button_new ();
  gtk_widget_add_css_class (button, "flat");
  gtk_button_set_child (GTK_BUTTON (button), box);
  if (leads == NULL || esp_bitmap_count (leads) == 0)
    {
      /* Stands in line with the others, and does nothing. */
      g_clear_pointer (&leads, esp_bitmap_free);
      gtk_widget_set_can_target (button, FALSE);
      gtk_widget_set_can_focus (button, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      sentence, -1);
      return button;
    }
  gtk_widget_set_tooltip_text (button, _ ("Show these leads"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  opening = g_new0 (Opening, 1);
  opening->session = session;
  /* Translators: name of an ad audience, and which of its leads are shown */
  opening->sentence = g_strdup_printf (_ ("%1$s ▸ %2$s"), audience->name, word);
  opening->leads = leads;
  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked_cb), opening, opening_free,
                         (GConnectFlags) 0);
  return button;
}

static EspBitmap *
subtract (const EspBitmap *from, const EspBitmap *what)
{
  EspBitmap *rest = esp_bitmap_copy (from);

  esp_bitmap_andnot (rest, what);
  return rest;
}

static void
add (EspWrapBox *box,
     EspSession *session,
     const EspAdAudience *audience,
     const char *word,
     EspBitmap *leads)
{
  esp_wrap_box_append (box, make_number (session, audience, word, (gint64) esp_bitmap_count (leads),
                                         leads));
}

/* From everybody inside to those who are handed over, and what the platform has of them. */
static GtkWidget *
make_numbers (EspSession *session, const EspAdAudience *audience, EspAdMirror *mirror)
{
  GtkWidget *numbers = esp_wrap_box_new ();
  EspWrapBox *box = ESP_WRAP_BOX (numbers);
  g_autoptr (EspBitmap) allowed = subtract (mirror->inside, mirror->stayed);

  add (box, session, audience, _ ("Inside"), esp_bitmap_copy (mirror->inside));
  if (audience->stay_days > 0)
    add (box, session, audience, _ ("Had their time"), esp_bitmap_copy (mirror->stayed));
  add (box, session, audience, _ ("No consent"), subtract (allowed, mirror->consented));
  add (box, session, audience, _ ("No address"), subtract (mirror->consented, mirror->identified));
  add (box, session, audience, _ ("Can be handed over"), esp_bitmap_copy (mirror->identified));
  esp_wrap_box_append (box, make_number (session, audience, _ ("At the platform"),
                                         audience->n_shared, NULL));
  add (box, session, audience, _ ("To add"), esp_bitmap_copy (mirror->fresh));
  add (box, session, audience, _ ("To take back"), esp_bitmap_copy (mirror->gone));
  gtk_widget_set_margin_start (numbers, 6);
  return numbers;
}

#define MENU_KEY "esp-menu"

static GtkWidget *
make_menu (const EspAdAudience *audience)
{
  static const struct
  {
    const char *label;
    const char *action;
  } acts[] = {
    { N_ ("_Edit…"), "edit" },
    { N_ ("Export _everybody…"), "export-all" },
    { N_ ("Export who is _new…"), "export-new" },
    { N_ ("Export who is to be taken _back…"), "export-gone" },
    { N_ ("_Deleted at the platform"), "forget" },
    { N_ ("De_lete"), "delete" },
  };
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *label = g_strdup_printf (_ ("Acts on %s"), audience->name);

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autofree char *action =
        g_strdup_printf ("screen.%s(int64 %" G_GINT64_FORMAT ")", acts[i].action, audience->id);

      g_menu_append (menu, _ (acts[i].label), action);
    }
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static char *
say_source (EspSession *session, const EspAdAudience *audience)
{
  g_autoptr (GString) text =
    g_string_new (audience->segment != NULL ? audience->segment : _ ("By hand and by journeys"));
  g_autofree char *added = esp_format_count (audience->n_added);
  g_autofree char *removed = esp_format_count (audience->n_removed);

  if (audience->n_added > 0)
    /* Translators: how many leads were put into an ad audience by hand or by journeys */
    g_string_append_printf (text, _ (" · %s put in"), added);
  if (audience->n_removed > 0)
    g_string_append_printf (text, _ (" · %s left out"), removed);
  if (audience->stay_days > 0)
    /* Translators: how long somebody stays in an ad audience at the platform */
    g_string_append_printf (text,
                            ngettext (" · for %d day", " · for %d days",
                                      (gulong) audience->stay_days),
                            audience->stay_days);
  if (audience->shared_us > 0)
    {
      g_autofree char *moment =
        esp_format_date (audience->shared_us, esp_session_get_zone (session), ESP_DATE_SHORT_TIME,
                         esp_session_get_lang (session));

      /* Translators: when the last file for the platform was written */
      g_string_append_printf (text, _ (" · last file %s"), moment);
    }
  else
    g_string_append (text, _ (" · no file yet"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_words (EspSession *session, const EspAdAudience *audience)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  EspAdPlatform platform = ESP_AD_META;
  g_autofree char *source = say_source (session, audience);
  g_autofree char *heading = NULL;
  GtkWidget *title, *about;

  (void) esp_ad_platform_from_name (audience->platform, &platform); /* the schema knows no other */
  heading = g_strdup_printf ("%s · %s", audience->name, esp_ad_platform_title (platform));
  title = gtk_label_new (heading);
  about = gtk_label_new (source);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (about, "caption");
  gtk_widget_add_css_class (about, "dim-label");
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), about);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

/* That the platform would do nothing with so few, before anybody hands them over. */
static GtkWidget *
make_warning (const EspAdAudience *audience, const EspAdMirror *mirror)
{
  EspAdPlatform platform = ESP_AD_META;
  g_autofree char *words = NULL;
  GtkWidget *label;

  (void) esp_ad_platform_from_name (audience->platform, &platform); /* the schema knows no other */
  words = esp_audience_words_too_few (platform, (gint64) esp_bitmap_count (mirror->identified));
  if (words == NULL)
    return NULL;
  label = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "warning");
  g_object_set (label, "margin-start", 18, "margin-end", 18, NULL);
  return label;
}

/**
 * esp_audience_row_new:
 * @mirror: only read
 *
 * Returns: (transfer floating): the row of a list
 */
GtkWidget *
esp_audience_row_new (EspSession *session, const EspAdAudience *audience, EspAdMirror *mirror)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *warning = make_warning (audience, mirror);
  GtkWidget *menu;

  gtk_box_append (GTK_BOX (head), make_words (session, audience));
  menu = make_menu (audience);
  g_object_set_data (G_OBJECT (row), MENU_KEY, menu);
  gtk_box_append (GTK_BOX (head), menu);
  g_object_set (head, "margin-start", 18, "margin-end", 12, "margin-top", 12, NULL);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), make_numbers (session, audience, mirror));
  if (warning != NULL)
    gtk_box_append (GTK_BOX (box), warning);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  audience->name, -1);
  return row;
}

/**
 * esp_audience_row_get_open_menu:
 * @row: of esp_audience_row_new()
 *
 * Returns: (transfer none) (nullable): the popover of its acts, while it is open
 */
GtkWidget *
esp_audience_row_get_open_menu (GtkWidget *row)
{
  GtkMenuButton *button = g_object_get_data (G_OBJECT (row), MENU_KEY);
  GtkPopover *menu = button != NULL ? gtk_menu_button_get_popover (button) : NULL;

  return menu != NULL && gtk_widget_get_visible (GTK_WIDGET (menu)) ? GTK_WIDGET (menu) : NULL;
}
