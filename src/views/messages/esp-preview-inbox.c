/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows how much of sender, subject and preview text the lists of mail programs leave. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-inbox.h"

#include "engine/content/esp-inbox-line.h"

#include <glib/gi18n.h>

#define N_WIDTHS 3

/* Columns of the usual lists; a Hangul syllable takes two. */
static const guint widths[N_WIDTHS] = { 30, 45, 60 };

struct _EspPreviewInbox
{
  GtkWidget parent_instance;

  GtkLabel *sender[N_WIDTHS];
  GtkLabel *subject[N_WIDTHS];
  GtkLabel *preheader[N_WIDTHS];
};

G_DEFINE_FINAL_TYPE (EspPreviewInbox, esp_preview_inbox, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
add_width (EspPreviewInbox *self, GtkWidget *box, guint i)
{
  const char *const names[N_WIDTHS] = { C_ ("device", "Telephone"), C_ ("device", "Tablet"),
                                        C_ ("device", "Desktop") };
  /* Translators: %s is a kind of device, %u a number of columns */
  g_autofree char *title =
    g_strdup_printf (_ ("%s, about %u letters (Hangul counts twice)"), names[i], widths[i]);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkLabel *heading = add_label (box, "caption");

  gtk_label_set_text (heading, title);
  gtk_widget_add_css_class (GTK_WIDGET (heading), "dim-label");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "esp-inbox-row");
  self->sender[i] = add_label (card, "heading");
  self->subject[i] = add_label (card, NULL);
  self->preheader[i] = add_label (card, "dim-label");
  gtk_box_append (GTK_BOX (box), card);
}

static void
show_line (GtkLabel *label, const char *text, guint n_columns)
{
  g_autofree char *cut = esp_inbox_line_cut (text, n_columns);

  gtk_label_set_text (label, cut);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), g_str_equal (cut, text) ? NULL : text);
}

/**
 * esp_preview_inbox_show:
 *
 * Shows the three lines at every width.
 */
void
esp_preview_inbox_show (EspPreviewInbox *self,
                        const char *sender,
                        const char *subject,
                        const char *preheader)
{
  for (guint i = 0; i < N_WIDTHS; i++)
    {
      show_line (self->sender[i], sender, widths[i]);
      show_line (self->subject[i], subject, widths[i]);
      show_line (self->preheader[i], preheader, widths[i]);
    }
}

static void
esp_preview_inbox_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (esp_preview_inbox_parent_class)->dispose (object);
}

static void
esp_preview_inbox_class_init (EspPreviewInboxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_preview_inbox_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_preview_inbox_init (EspPreviewInbox *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < N_WIDTHS; i++)
    add_width (self, box, i);
  /* The shadows of the cards need room inside the scrolled part. */
  g_object_set (box, "margin-top", 3, "margin-bottom", 6, "margin-start", 3, "margin-end", 3, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

/**
 * esp_preview_inbox_new:
 *
 * Returns: (transfer floating): empty lines
 */
GtkWidget *
esp_preview_inbox_new (void)
{
  GtkWidget *self = g_object_new (ESP_TYPE_PREVIEW_INBOX, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("In the inbox"), -1);
  return self;
}
