/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out sidebar, content and inspector side by side, or one over the other when it is narrow. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-panes.h"

#include "views/shell/esp-text-scale.h"

/* Widths in pixels at 100 % text; all grow with the text. */
#define WIDE_FROM 1280
#define NORMAL_FROM 960
#define SIDEBAR_WIDTH 216
#define SIDEBAR_WIDTH_MAX 280
#define INSPECTOR_WIDTH 340
#define INSPECTOR_WIDTH_MAX 380

enum
{
  PANE_SIDEBAR,
  PANE_CONTENT,
  PANE_INSPECTOR,
  N_PANES
};

struct _EspPanes
{
  GtkWidget parent_instance;

  GtkWidget *panes[N_PANES]; /* children, each nullable */
  EspWidthClass width_class;
  guint notify_id; /* idle that tells the new width class; 0 when none */
  gboolean show_sidebar;
  gboolean show_inspector;
};

typedef enum
{
  PROP_WIDTH_CLASS = 1,
  PROP_SHOW_SIDEBAR,
  PROP_SHOW_INSPECTOR,
} EspPanesProperty;

static GParamSpec *properties[PROP_SHOW_INSPECTOR + 1];

G_DEFINE_FINAL_TYPE (EspPanes, esp_panes, GTK_TYPE_WIDGET)

static double
get_text_scale (EspPanes *self)
{
  return MAX (1.0, esp_text_scale_get (GTK_WIDGET (self)));
}

static EspWidthClass
classify (EspPanes *self, int width)
{
  double scale = get_text_scale (self);

  if (width >= WIDE_FROM * scale)
    return ESP_WIDTH_WIDE;
  return width >= NORMAL_FROM * scale ? ESP_WIDTH_NORMAL : ESP_WIDTH_NARROW;
}

static gboolean
has_pane (EspPanes *self, int pane)
{
  return self->panes[pane] != NULL;
}

static int
pane_minimum (EspPanes *self, int pane, GtkOrientation orientation)
{
  int minimum = 0;

  if (has_pane (self, pane))
    gtk_widget_measure (self->panes[pane], orientation, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
pane_width (EspPanes *self, int pane, int base, int max)
{
  double scale = get_text_scale (self);
  int minimum = pane_minimum (self, pane, GTK_ORIENTATION_HORIZONTAL);

  if (!has_pane (self, pane))
    return 0;
  return MAX (minimum, (int) (base * MIN (scale, max / (double) base * 2.0)));
}

static gboolean
tell_width_class_cb (gpointer data)
{
  EspPanes *self = data;

  self->notify_id = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH_CLASS]);
  return G_SOURCE_REMOVE;
}

/* The header bars answer to the class by showing other buttons, which must not happen while a
 * size is being given out. */
static void
set_width_class (EspPanes *self, EspWidthClass width_class)
{
  if (self->width_class == width_class)
    return;
  self->width_class = width_class;
  if (self->notify_id == 0)
    self->notify_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_width_class_cb, self, NULL);
}

static void
place (EspPanes *self, int pane, int x, int width, int height)
{
  GtkAllocation box = { x, 0, width, height };
  GtkWidget *child = self->panes[pane];

  if (child == NULL)
    return;
  gtk_widget_set_child_visible (child, width > 0);
  if (width <= 0)
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    box.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (child, &box, -1);
}

static void
esp_panes_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspPanes *self = ESP_PANES (widget);
  int sidebar = 0;
  int inspector = 0;
  gboolean beside;

  set_width_class (self, classify (self, width));
  beside = esp_panes_is_inspector_beside (self);
  if (esp_panes_is_sidebar_visible (self))
    sidebar = pane_width (self, PANE_SIDEBAR, SIDEBAR_WIDTH, SIDEBAR_WIDTH_MAX);
  if (esp_panes_is_inspector_visible (self))
    inspector = pane_width (self, PANE_INSPECTOR, INSPECTOR_WIDTH, INSPECTOR_WIDTH_MAX);
  if (!esp_panes_is_content_visible (self))
    sidebar = width;
  inspector = MIN (inspector, width);
  place (self, PANE_SIDEBAR, 0, sidebar, height);
  place (self, PANE_CONTENT, sidebar, width - sidebar - (beside ? inspector : 0), height);
  place (self, PANE_INSPECTOR, width - inspector, inspector, height);
}

static void
esp_panes_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  EspPanes *self = ESP_PANES (widget);

  *minimum = 0;
  for (int i = 0; i < N_PANES; i++)
    *minimum = MAX (*minimum, pane_minimum (self, i, orientation));
  *natural = *minimum;
}

static void
esp_panes_dispose (GObject *object)
{
  EspPanes *self = ESP_PANES (object);

  g_clear_handle_id (&self->notify_id, g_source_remove);
  for (int i = 0; i < N_PANES; i++)
    g_clear_pointer (&self->panes[i], gtk_widget_unparent);
  G_OBJECT_CLASS (esp_panes_parent_class)->dispose (object);
}

static void
esp_panes_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EspPanes *self = ESP_PANES (object);

  switch ((EspPanesProperty) prop_id)
    {
    case PROP_WIDTH_CLASS:
      g_value_set_int (value, self->width_class);
      break;
    case PROP_SHOW_SIDEBAR:
      g_value_set_boolean (value, self->show_sidebar);
      break;
    case PROP_SHOW_INSPECTOR:
      g_value_set_boolean (value, self->show_inspector);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
esp_panes_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  EspPanes *self = ESP_PANES (object);

  switch ((EspPanesProperty) prop_id)
    {
    case PROP_SHOW_SIDEBAR:
      esp_panes_set_show_sidebar (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_INSPECTOR:
      esp_panes_set_show_inspector (self, g_value_get_boolean (value));
      break;
    case PROP_WIDTH_CLASS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
esp_panes_class_init (EspPanesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = esp_panes_dispose;
  object_class->get_property = esp_panes_get_property;
  object_class->set_property = esp_panes_set_property;
  widget_class->measure = esp_panes_measure;
  widget_class->size_allocate = esp_panes_size_allocate;

  properties[PROP_WIDTH_CLASS] =
    g_param_spec_int ("width-class", NULL, NULL, ESP_WIDTH_NARROW, ESP_WIDTH_WIDE, ESP_WIDTH_WIDE,
                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_SIDEBAR] =
    g_param_spec_boolean ("show-sidebar", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_INSPECTOR] =
    g_param_spec_boolean ("show-inspector", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_css_name (widget_class, "esp-panes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_panes_init (EspPanes *self)
{
  self->width_class = ESP_WIDTH_WIDE;
  self->show_sidebar = TRUE;
}

static void
set_pane (EspPanes *self, int pane, GtkWidget *child)
{
  g_return_if_fail (ESP_IS_PANES (self));

  if (self->panes[pane] == child)
    return;
  g_clear_pointer (&self->panes[pane], gtk_widget_unparent);
  self->panes[pane] = child;
  if (child != NULL)
    {
      GtkWidget *after = NULL;

      /* The inspector is the last child, so that it is drawn over the others. */
      for (int i = 0; i < pane; i++)
        if (self->panes[i] != NULL)
          after = self->panes[i];
      gtk_widget_insert_after (child, GTK_WIDGET (self), after);
    }
}

/**
 * esp_panes_new:
 *
 * Returns: (transfer floating): panes without content
 */
GtkWidget *
esp_panes_new (void)
{
  return g_object_new (ESP_TYPE_PANES, NULL);
}

/**
 * esp_panes_set_sidebar:
 *
 * Takes @sidebar as the pane at the start.
 */
void
esp_panes_set_sidebar (EspPanes *self, GtkWidget *sidebar)
{
  set_pane (self, PANE_SIDEBAR, sidebar);
}

/**
 * esp_panes_set_content:
 *
 * Takes @content as the pane in the middle.
 */
void
esp_panes_set_content (EspPanes *self, GtkWidget *content)
{
  set_pane (self, PANE_CONTENT, content);
}

/**
 * esp_panes_set_inspector:
 *
 * Takes @inspector as the pane at the end.
 */
void
esp_panes_set_inspector (EspPanes *self, GtkWidget *inspector)
{
  set_pane (self, PANE_INSPECTOR, inspector);
}

/**
 * esp_panes_get_sidebar:
 *
 * Returns: (transfer none) (nullable): the pane at the start
 */
GtkWidget *
esp_panes_get_sidebar (EspPanes *self)
{
  return self->panes[PANE_SIDEBAR];
}

/**
 * esp_panes_get_content:
 *
 * Returns: (transfer none) (nullable): the pane in the middle
 */
GtkWidget *
esp_panes_get_content (EspPanes *self)
{
  return self->panes[PANE_CONTENT];
}

/**
 * esp_panes_get_inspector:
 *
 * Returns: (transfer none) (nullable): the pane at the end
 */
GtkWidget *
esp_panes_get_inspector (EspPanes *self)
{
  return self->panes[PANE_INSPECTOR];
}

/**
 * esp_panes_get_width_class:
 *
 * Returns: how much fits side by side now
 */
EspWidthClass
esp_panes_get_width_class (EspPanes *self)
{
  return self->width_class;
}

/**
 * esp_panes_get_show_sidebar:
 *
 * Returns: whether the sidebar is wanted; when narrow: instead of the content
 */
gboolean
esp_panes_get_show_sidebar (EspPanes *self)
{
  return self->show_sidebar;
}

/**
 * esp_panes_set_show_sidebar:
 *
 * Shows or hides the sidebar. When narrow it takes the place of the content.
 */
void
esp_panes_set_show_sidebar (EspPanes *self, gboolean show)
{
  g_return_if_fail (ESP_IS_PANES (self));

  if (self->show_sidebar == show)
    return;
  self->show_sidebar = show;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SIDEBAR]);
}

/**
 * esp_panes_get_show_inspector:
 *
 * Returns: whether the inspector is wanted
 */
gboolean
esp_panes_get_show_inspector (EspPanes *self)
{
  return self->show_inspector;
}

/**
 * esp_panes_set_show_inspector:
 *
 * Shows or hides the inspector: beside the content when wide, over it otherwise.
 */
void
esp_panes_set_show_inspector (EspPanes *self, gboolean show)
{
  g_return_if_fail (ESP_IS_PANES (self));

  if (self->show_inspector == show)
    return;
  self->show_inspector = show;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_INSPECTOR]);
}

/**
 * esp_panes_is_sidebar_visible:
 *
 * Returns: whether the sidebar has a place now
 */
gboolean
esp_panes_is_sidebar_visible (EspPanes *self)
{
  return has_pane (self, PANE_SIDEBAR) && self->show_sidebar;
}

/**
 * esp_panes_is_content_visible:
 *
 * Returns: FALSE when it is narrow and the sidebar takes all of it
 */
gboolean
esp_panes_is_content_visible (EspPanes *self)
{
  return self->width_class != ESP_WIDTH_NARROW || !esp_panes_is_sidebar_visible (self);
}

/**
 * esp_panes_is_inspector_visible:
 *
 * Returns: whether the inspector is seen, beside or over the content
 */
gboolean
esp_panes_is_inspector_visible (EspPanes *self)
{
  return has_pane (self, PANE_INSPECTOR) && self->show_inspector &&
         gtk_widget_get_visible (self->panes[PANE_INSPECTOR]) &&
         esp_panes_is_content_visible (self);
}

/**
 * esp_panes_is_inspector_beside:
 *
 * Returns: whether the inspector is seen and leaves the content uncovered
 */
gboolean
esp_panes_is_inspector_beside (EspPanes *self)
{
  return esp_panes_is_inspector_visible (self) && self->width_class == ESP_WIDTH_WIDE;
}
