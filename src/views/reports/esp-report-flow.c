/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets the cards of a report into rows of twelve columns, as high as the highest of each row. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-flow.h"

#define COLUMNS 12
#define GAP 18
#define NARROW 700
#define KEY_COLUMNS "esp-columns"

struct _EspReportFlow
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (EspReportFlow, esp_report_flow, GTK_TYPE_WIDGET)

static int
columns_of (GtkWidget *child, int width)
{
  int columns = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), KEY_COLUMNS));

  return width < NARROW || columns <= 0 ? COLUMNS : MIN (columns, COLUMNS);
}

static int
width_of (int columns, int width)
{
  return (width + GAP) * columns / COLUMNS - GAP;
}

static int
height_of (GtkWidget *child, int width)
{
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* The last child of the row that begins with @first, and how high the row is. */
static GtkWidget *
find_row_end (GtkWidget *first, int width, int *out_height)
{
  GtkWidget *last = first;
  int used = 0;

  *out_height = 0;
  for (GtkWidget *child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int columns = columns_of (child, width);

      if (used > 0 && used + columns > COLUMNS)
        break;
      used += columns;
      last = child;
      *out_height = MAX (*out_height, height_of (child, width_of (columns, width)));
    }
  return last;
}

static void
esp_report_flow_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  int total = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          int least = 0;

          gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
          *minimum = MAX (*minimum, least);
        }
      *natural = MAX (*minimum, 960);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;)
    {
      int height = 0;
      GtkWidget *last = find_row_end (child, for_size > 0 ? for_size : 960, &height);

      total += height + (total > 0 ? GAP : 0);
      child = gtk_widget_get_next_sibling (last);
    }
  *minimum = *natural = total;
}

static void
esp_report_flow_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;)
    {
      int row = 0;
      int used = 0;
      GtkWidget *last = find_row_end (child, width, &row);
      GtkWidget *end = gtk_widget_get_next_sibling (last);

      for (; child != end; child = gtk_widget_get_next_sibling (child))
        {
          int columns = columns_of (child, width);
          int x = (width + GAP) * used / COLUMNS;
          int own = width_of (columns, width);

          gtk_widget_size_allocate (child,
                                    &(GtkAllocation){ is_mirrored ? width - x - own : x, y, own,
                                                      row },
                                    -1);
          used += columns;
        }
      y += row + GAP;
    }
}

static GtkSizeRequestMode
esp_report_flow_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
esp_report_flow_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (esp_report_flow_parent_class)->dispose (object);
}

static void
esp_report_flow_class_init (EspReportFlowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_report_flow_dispose;
  widget_class->measure = esp_report_flow_measure;
  widget_class->size_allocate = esp_report_flow_size_allocate;
  widget_class->get_request_mode = esp_report_flow_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_report_flow_init (EspReportFlow *self)
{
}

/**
 * esp_report_flow_new:
 */
GtkWidget *
esp_report_flow_new (void)
{
  return g_object_new (ESP_TYPE_REPORT_FLOW, NULL);
}

/**
 * esp_report_flow_append:
 * @columns: how many of the twelve it takes
 */
void
esp_report_flow_append (EspReportFlow *self, GtkWidget *child, guint columns)
{
  esp_report_flow_place (self, child, columns, gtk_widget_get_last_child (GTK_WIDGET (self)));
}

/**
 * esp_report_flow_place:
 * @after: (nullable): behind which one; %NULL: it is the first
 *
 * Adds a card, or moves one that is there already; its focus stays in it.
 */
void
esp_report_flow_place (EspReportFlow *self, GtkWidget *child, guint columns, GtkWidget *after)
{
  int before = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), KEY_COLUMNS));

  g_object_set_data (G_OBJECT (child), KEY_COLUMNS, GUINT_TO_POINTER (columns));
  if (gtk_widget_get_parent (child) == GTK_WIDGET (self) &&
      gtk_widget_get_prev_sibling (child) == after)
    {
      if (before != (int) columns)
        gtk_widget_queue_resize (GTK_WIDGET (self));
      return;
    }
  if (after != child)
    gtk_widget_insert_after (child, GTK_WIDGET (self), after);
}

/**
 * esp_report_flow_remove:
 */
void
esp_report_flow_remove (EspReportFlow *self, GtkWidget *child)
{
  gtk_widget_unparent (child);
}
