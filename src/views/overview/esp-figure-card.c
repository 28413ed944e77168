/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card with one number, its comparison and its days. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-figure-card.h"

#include "draw/esp-sparkline.h"
#include "views/reports/esp-report-figure.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SPARK_HEIGHT 48
#define TABLE_HEIGHT 320

struct _EspFigureCard
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the card */
  const EspCountInfo *info;
  const char *metric;
  GArray *now;    /* (owned) double, by day */
  GArray *before; /* (owned) double, by day */

  GtkWidget *box;
  GtkWidget *number;
  GtkLabel *comparison;
  GtkWidget *area;
  GtkWidget *days_button; /* opens the table */
  GtkWidget *days;        /* the grid of the table */
};

G_DEFINE_FINAL_TYPE (EspFigureCard, esp_figure_card, GTK_TYPE_WIDGET)

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  EspFigureCard *self = user_data;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const EspRect box = { 0, 0, width, height };

  esp_sparkline_draw (cr,
                      esp_palette_choose (adw_style_manager_get_dark (manager),
                                          adw_style_manager_get_high_contrast (manager)),
                      &box, (const double *) (gpointer) self->now->data,
                      (const double *) (gpointer) self->before->data, self->now->len);
}

static GtkWidget *
text_new (const char *text, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
fill_days (EspFigureCard *self, const EspFigure *figure)
{
  GtkGrid *grid = GTK_GRID (self->days);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->days)) != NULL)
    gtk_grid_remove (grid, child);
  gtk_grid_attach (grid, text_new (_ ("Day"), 0, "caption"), 0, 0, 1, 1);
  gtk_grid_attach (grid, text_new (C_ ("overview", "Now"), 1, "caption"), 1, 0, 1, 1);
  gtk_grid_attach (grid, text_new (C_ ("overview", "Before"), 1, "caption"), 2, 0, 1, 1);
  for (guint i = 0; i < figure->n_days; i++)
    {
      GtkWidget *number = esp_number_new (self->session);
      GtkWidget *before = text_new (figure->values_before[i], 1, "dim-label");
      g_autofree char *sentence = g_strdup_printf ("%s: %s", figure->labels[i], figure->values[i]);

      esp_number_set_text (ESP_NUMBER (number), figure->values[i], sentence);
      esp_number_set_address (ESP_NUMBER (number), figure->addresses[i]);
      esp_number_set_info (ESP_NUMBER (number), self->info);
      gtk_widget_set_halign (number, GTK_ALIGN_END);
      gtk_widget_add_css_class (before, "numeric");
      gtk_grid_attach (grid, text_new (figure->labels[i], 0, NULL), 0, (int) i + 1, 1, 1);
      gtk_grid_attach (grid, number, 1, (int) i + 1, 1, 1);
      gtk_grid_attach (grid, before, 2, (int) i + 1, 1, 1);
    }
}

static void
describe_days (EspFigureCard *self, const EspFigure *figure)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *label = NULL;

  for (guint i = 0; i < figure->n_days; i++)
    g_string_append_printf (text, "%s%s: %s", i > 0 ? ", " : "", figure->labels[i],
                            figure->values[i]);
  /* Translators: the name of a number, such as “Delivered” */
  label = g_strdup_printf (_ ("%s by day"), _ (self->info->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->days_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
  gtk_widget_set_tooltip_text (self->days_button, label);
}

static void
esp_figure_card_dispose (GObject *object)
{
  EspFigureCard *self = ESP_FIGURE_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_figure_card_parent_class)->dispose (object);
}

static void
esp_figure_card_finalize (GObject *object)
{
  EspFigureCard *self = ESP_FIGURE_CARD (object);

  g_array_unref (self->now);
  g_array_unref (self->before);
  G_OBJECT_CLASS (esp_figure_card_parent_class)->finalize (object);
}

static void
esp_figure_card_class_init (EspFigureCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_figure_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_figure_card_finalize;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
report_cb (GtkWidget *button, EspFigureCard *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->days_button));
  if (self->now->len > 0)
    esp_report_figure_open (self->session, self->metric, self->now->len);
}

static GtkWidget *
days_new (EspFigureCard *self, GtkWidget *scroller)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Open _Report"));

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (report_cb), self, 0);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static GtkWidget *
spark_new (EspFigureCard *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->area =
    g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                  "content-height", SPARK_HEIGHT, "hexpand", TRUE, NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_cb, self, NULL);
  self->days = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->days), 18);
  gtk_widget_add_css_class (self->days, "esp-figure-days");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), TABLE_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->days);
  gtk_popover_set_child (GTK_POPOVER (popover), days_new (self, scroller));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  /* This button centres what is in it, so the columns stand behind it. */
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_widget_add_css_class (overlay, "esp-figure-spark");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->area);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), button);
  self->days_button = button;
  return overlay;
}

static void
esp_figure_card_init (EspFigureCard *self)
{
  self->now = g_array_new (FALSE, FALSE, sizeof (double));
  self->before = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * esp_figure_card_new:
 * @info: static: the name of the number and how it is counted
 * @metric: static: what the catalogue calls it
 *
 * Returns: (transfer floating): a card whose number is not known yet
 */
GtkWidget *
esp_figure_card_new (EspSession *session, const EspCountInfo *info, const char *metric)
{
  EspFigureCard *self = g_object_new (ESP_TYPE_FIGURE_CARD, NULL);
  GtkWidget *title = text_new (_ (info->title), 0, "esp-figure-title");
  GtkWidget *spark;

  self->session = session;
  self->info = info;
  self->metric = metric;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->number = esp_number_new (session);
  self->comparison = GTK_LABEL (text_new (NULL, 0, "caption"));
  spark = spark_new (self);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (self->comparison, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->comparison), "esp-figure-comparison");
  gtk_widget_set_halign (self->number, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->number, "esp-figure");
  esp_number_set_info (ESP_NUMBER (self->number), info);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "esp-figure-card");
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), self->number);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->comparison));
  gtk_box_append (GTK_BOX (self->box), spark);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (info->title), -1);
  return GTK_WIDGET (self);
}

/**
 * esp_figure_card_show:
 *
 * Shows new figures in the place of the old ones.
 */
void
esp_figure_card_show (EspFigureCard *self, const EspFigure *figure)
{
  GtkWidget *comparison = GTK_WIDGET (self->comparison);

  g_return_if_fail (ESP_IS_FIGURE_CARD (self));

  esp_number_set_text (ESP_NUMBER (self->number), figure->text, figure->sentence);
  esp_number_set_address (ESP_NUMBER (self->number), figure->address);
  gtk_label_set_label (self->comparison, figure->comparison != NULL ? figure->comparison : "");
  gtk_widget_set_tooltip_text (comparison, figure->comparison);
  gtk_widget_remove_css_class (comparison, "success");
  gtk_widget_remove_css_class (comparison, "error");
  gtk_widget_remove_css_class (comparison, "dim-label");
  gtk_widget_add_css_class (comparison, !figure->is_sure  ? "dim-label"
                                        : figure->is_good ? "success"
                                                          : "error");
  g_array_set_size (self->now, 0);
  g_array_append_vals (self->now, figure->now, figure->n_days);
  g_array_set_size (self->before, 0);
  g_array_append_vals (self->before, figure->before, figure->n_days);
  gtk_widget_queue_draw (self->area);
  if (!gtk_widget_get_mapped (self->days))
    fill_days (self, figure);
  describe_days (self, figure);
}

/**
 * esp_figure_card_set_as_of:
 * @as_of: (nullable): a time as text; %NULL: the figure is of now
 *
 * Dims a figure that could not be brought up to date.
 */
void
esp_figure_card_set_as_of (EspFigureCard *self, const char *as_of)
{
  esp_number_set_as_of (ESP_NUMBER (self->number), as_of);
}
