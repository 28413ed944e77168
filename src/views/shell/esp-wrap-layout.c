/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays children out in lines, each as wide as it likes to be. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-wrap-layout.h"

struct _EspWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (EspWrapLayout, esp_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
esp_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
child_width (GtkWidget *child, int available)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return CLAMP (natural, minimum, MAX (available, minimum));
}

static int
child_height (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* The first child that does not fit on the line that @first begins. */
static GtkWidget *
end_of_line (EspWrapLayout *self, GtkWidget *first, int available, int *out_height)
{
  GtkWidget *child;
  int used = 0;

  *out_height = 0;
  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int width;

      if (!gtk_widget_should_layout (child))
        continue;
      width = child_width (child, available);
      if (used > 0 && used + self->spacing + width > available)
        break;
      used += width + (used > 0 ? self->spacing : 0);
      *out_height = MAX (*out_height, child_height (child, width));
    }
  return child;
}

static void
measure_width (EspWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? self->spacing : 0);
    }
}

static int
measure_height (EspWrapLayout *self, GtkWidget *widget, int width)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int total = 0;

  while (child != NULL)
    {
      int height;

      child = end_of_line (self, child, width, &height);
      total += height + (total > 0 && height > 0 ? self->spacing : 0);
    }
  return total;
}

static void
esp_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  EspWrapLayout *self = ESP_WRAP_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = measure_height (self, widget, for_size >= 0 ? for_size : G_MAXINT);
}

static void
allocate_line (EspWrapLayout *self,
               GtkWidget *widget,
               GtkWidget *first,
               GtkWidget *end,
               int y,
               int height)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int available = gtk_widget_get_width (widget);
  int x = 0;

  for (GtkWidget *child = first; child != end; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box = { x, y, 0, height };

      if (!gtk_widget_should_layout (child))
        continue;
      box.width = child_width (child, available);
      if (rtl)
        box.x = available - x - box.width;
      gtk_widget_size_allocate (child, &box, -1);
      x += box.width + self->spacing;
    }
}

static void
esp_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          int width,
                          int height,
                          int baseline)
{
  EspWrapLayout *self = ESP_WRAP_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0;

  while (child != NULL)
    {
      int line_height;
      GtkWidget *end = end_of_line (self, child, width, &line_height);

      allocate_line (self, widget, child, end, y, line_height);
      y += line_height + self->spacing;
      child = end;
    }
}

static void
esp_wrap_layout_class_init (EspWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = esp_wrap_layout_get_request_mode;
  manager_class->measure = esp_wrap_layout_measure;
  manager_class->allocate = esp_wrap_layout_allocate;
}

static void
esp_wrap_layout_init (EspWrapLayout *self)
{
}

/**
 * esp_wrap_layout_new:
 * @spacing: pixels between children and between lines
 *
 * Returns: (transfer full): a layout manager
 */
GtkLayoutManager *
esp_wrap_layout_new (int spacing)
{
  EspWrapLayout *self = g_object_new (ESP_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
