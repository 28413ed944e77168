/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a chart on the screen: cursor, tooltip, drill-down, copy, all by pointer and by keys. */
#define G_LOG_DOMAIN "esp-chart"
#include "config.h"

#include "views/chart/esp-chart-view.h"

#include "views/chart/esp-chart-lens.h"

#include <adwaita.h>
#include <pango/pangocairo.h>

#define MIN_WIDTH 240
#define MIN_LINE_HEIGHT 180
#define NATURAL_WIDTH 640

typedef enum
{
  PROP_CHART = 1,
  PROP_CURSOR_TEXT,
  PROP_SHOWS_TABLE,
} EspChartViewProperty;

struct _EspChartView
{
  GtkWidget parent_instance;

  EspChartLens lens;
  char *font_family;
  gboolean shows_table;
  char *cursor_text;
  GtkWidget *popover; /* (nullable) the export menu */
  GMenuModel *menu;   /* (owned) (nullable) */
};

static GParamSpec *properties[PROP_SHOWS_TABLE + 1];
static guint drill_signal;

G_DEFINE_FINAL_TYPE (EspChartView, esp_chart_view, GTK_TYPE_WIDGET)

static const EspPalette *
get_palette (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return esp_palette_choose (adw_style_manager_get_dark (manager),
                             adw_style_manager_get_high_contrast (manager));
}

/* The font of the interface in px: the person's family and text scale. */
static EspChartStyle
get_style (EspChartView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  double resolution = pango_cairo_context_get_resolution (context);
  EspChartStyle style = { 0 };

  if (!pango_font_description_get_size_is_absolute (font))
    size *= (resolution > 0 ? resolution : 96) / 72;
  g_free (self->font_family);
  self->font_family = g_strdup (pango_font_description_get_family (font));
  style.font_family = self->font_family;
  style.font_size = MAX (size * 13 / 14.667, 8); /* 11 pt of text, charts a step below it */
  return style;
}

static void
forget_picture (EspChartView *self)
{
  esp_chart_lens_forget_picture (&self->lens);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
focus_lens (EspChartView *self)
{
  EspChartStyle style = get_style (self);

  return esp_chart_lens_focus (&self->lens, &style, gtk_widget_get_width (GTK_WIDGET (self)),
                               gtk_widget_get_height (GTK_WIDGET (self)));
}

/* The cursor has moved or gone. */
static void
say_cursor (EspChartView *self)
{
  EspChartLens *lens = &self->lens;

  g_free (self->cursor_text);
  self->cursor_text =
    lens->has_cursor ? esp_chart_layout_dup_sentence (lens->layout, lens->cursor) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  self->cursor_text != NULL ? self->cursor_text : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR_TEXT]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drill (EspChartView *self)
{
  const char *key = esp_chart_lens_get_key (&self->lens, FALSE);

  if (key != NULL)
    g_signal_emit (self, drill_signal, 0, key);
}

/* Keys */

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (!focus_lens (self) ||
      !esp_chart_lens_move (&self->lens, (EspChartMove) g_variant_get_int32 (args)))
    return FALSE;
  say_cursor (self);
  return TRUE;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (!self->lens.has_cursor)
    return FALSE;
  drill (self);
  return TRUE;
}

static gboolean
pin_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (!self->lens.has_cursor)
    return FALSE;
  self->lens.is_pinned = !self->lens.is_pinned;
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static gboolean
leave_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (!esp_chart_lens_leave (&self->lens))
    return FALSE;
  say_cursor (self);
  return TRUE;
}

static gboolean
zoom_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (!focus_lens (self) || !esp_chart_lens_zoom (&self->lens, g_variant_get_boolean (args)))
    return FALSE;
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static gboolean
table_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  esp_chart_view_set_shows_table (ESP_CHART_VIEW (widget), TRUE);
  return TRUE;
}

static gboolean
copy_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  /* The card's action says that it was done. */
  return gtk_widget_activate_action (widget, "chart.copy", NULL) ||
         esp_chart_view_copy (ESP_CHART_VIEW (widget));
}

static void
popup_menu (EspChartView *self, const EspRect *at)
{
  if (self->menu == NULL)
    return;
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->menu);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle){ (int) at->x, (int) at->y, (int) MAX (at->width, 1),
                                                (int) MAX (at->height, 1) });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspChartView *self = ESP_CHART_VIEW (widget);
  EspRect box;

  esp_chart_lens_get_cursor_box (&self->lens, &box);
  popup_menu (self, &box);
  return self->menu != NULL;
}

/* Pointer */

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, EspChartView *self)
{
  if (!focus_lens (self) || !esp_chart_lens_point (&self->lens, x, y))
    return;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   esp_chart_lens_get_key (&self->lens, TRUE) != NULL ? "pointer"
                                                                                      : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_pointer_cb (GtkEventControllerMotion *controller, EspChartView *self)
{
  self->lens.has_hover = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, EspChartView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (button == GDK_BUTTON_SECONDARY)
    popup_menu (self, &(EspRect){ x, y, 1, 1 });
  else if (focus_lens (self) && esp_chart_lens_put (&self->lens, x, y))
    say_cursor (self);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, EspChartView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  guint before = self->lens.cursor;

  if (button == GDK_BUTTON_PRIMARY && self->lens.has_cursor &&
      esp_chart_lens_put (&self->lens, x, y) && self->lens.cursor == before)
    drill (self);
}

static void
focus_leave_cb (GtkEventControllerFocus *controller, EspChartView *self)
{
  if (!self->lens.is_pinned && esp_chart_lens_leave (&self->lens))
    say_cursor (self);
}

/* Drawing */

static void
esp_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (focus_lens (self))
    esp_chart_lens_snapshot (&self->lens, snapshot, get_palette ());
}

static void
esp_chart_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  EspChartView *self = ESP_CHART_VIEW (widget);
  EspChartKind kind;
  EspChartStyle style;

  if (orientation == GTK_ORIENTATION_HORIZONTAL || self->lens.chart == NULL)
    {
      *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : 0;
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : 0;
      return;
    }
  kind = esp_chart_get_kind (self->lens.chart);
  style = get_style (self);
  *natural = (int) esp_chart_measure_height (self->lens.chart, &style,
                                             for_size > 0 ? for_size : NATURAL_WIDTH);
  /* Rows need their height; a line can be drawn flatter. */
  *minimum = kind == ESP_CHART_LINE || kind == ESP_CHART_STEP || kind == ESP_CHART_BAR
               ? MIN (MIN_LINE_HEIGHT, *natural)
               : *natural;
}

static GtkSizeRequestMode
esp_chart_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
esp_chart_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspChartView *self = ESP_CHART_VIEW (widget);

  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
esp_chart_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (esp_chart_view_parent_class)->css_changed (widget, change);
  esp_chart_lens_forget_layout (&ESP_CHART_VIEW (widget)->lens);
  gtk_widget_queue_resize (widget);
}

static void
esp_chart_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EspChartView *self = ESP_CHART_VIEW (object);

  switch ((EspChartViewProperty) id)
    {
    case PROP_CHART:
      g_value_set_object (value, self->lens.chart);
      break;
    case PROP_CURSOR_TEXT:
      g_value_set_string (value, self->cursor_text);
      break;
    case PROP_SHOWS_TABLE:
      g_value_set_boolean (value, self->shows_table);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_chart_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EspChartView *self = ESP_CHART_VIEW (object);

  switch ((EspChartViewProperty) id)
    {
    case PROP_CHART:
      esp_chart_view_set_chart (self, g_value_get_object (value));
      break;
    case PROP_SHOWS_TABLE:
      esp_chart_view_set_shows_table (self, g_value_get_boolean (value));
      break;
    case PROP_CURSOR_TEXT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_chart_view_dispose (GObject *object)
{
  EspChartView *self = ESP_CHART_VIEW (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->menu);
  esp_chart_lens_clear (&self->lens);
  G_OBJECT_CLASS (esp_chart_view_parent_class)->dispose (object);
}

static void
esp_chart_view_finalize (GObject *object)
{
  EspChartView *self = ESP_CHART_VIEW (object);

  g_free (self->font_family);
  g_free (self->cursor_text);
  G_OBJECT_CLASS (esp_chart_view_parent_class)->finalize (object);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key, keypad;
    EspChartMove move;
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, ESP_CHART_MOVE_LEFT },
    { GDK_KEY_Right, GDK_KEY_KP_Right, ESP_CHART_MOVE_RIGHT },
    { GDK_KEY_Up, GDK_KEY_KP_Up, ESP_CHART_MOVE_UP },
    { GDK_KEY_Down, GDK_KEY_KP_Down, ESP_CHART_MOVE_DOWN },
    { GDK_KEY_Home, GDK_KEY_KP_Home, ESP_CHART_MOVE_FIRST },
    { GDK_KEY_End, GDK_KEY_KP_End, ESP_CHART_MOVE_LAST },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, ESP_CHART_MOVE_PAGE_BACK },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, ESP_CHART_MOVE_PAGE_FORWARD },
  };
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    GtkShortcutFunc func;
  } others[] = {
    { GDK_KEY_Return, 0, activate_cb },
    { GDK_KEY_KP_Enter, 0, activate_cb },
    { GDK_KEY_space, 0, pin_cb },
    { GDK_KEY_Return, GDK_SHIFT_MASK, pin_cb }, /* the tooltip says how it is counted */
    { GDK_KEY_Escape, 0, leave_cb },
    { GDK_KEY_t, 0, table_cb },
    { GDK_KEY_c, GDK_CONTROL_MASK, copy_cb },
    { GDK_KEY_e, GDK_CONTROL_MASK, menu_cb },
    { GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb },
    { GDK_KEY_Menu, 0, menu_cb },
  };

  static const struct
  {
    guint key;
    gboolean is_in;
  } zooms[] = {
    { GDK_KEY_plus, TRUE },   { GDK_KEY_equal, TRUE },        { GDK_KEY_KP_Add, TRUE },
    { GDK_KEY_minus, FALSE }, { GDK_KEY_KP_Subtract, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_cb, "i",
                                    (int) moves[i].move);
      gtk_widget_class_add_binding (widget_class, moves[i].keypad, 0, move_cb, "i",
                                    (int) moves[i].move);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_add_binding (widget_class, zooms[i].key, 0, zoom_cb, "b", zooms[i].is_in);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_class_add_binding (widget_class, others[i].key, others[i].modifiers, others[i].func,
                                  NULL);
}

static void
esp_chart_view_class_init (EspChartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = esp_chart_view_dispose;
  object_class->finalize = esp_chart_view_finalize;
  object_class->get_property = esp_chart_view_get_property;
  object_class->set_property = esp_chart_view_set_property;
  widget_class->snapshot = esp_chart_view_snapshot;
  widget_class->measure = esp_chart_view_measure;
  widget_class->get_request_mode = esp_chart_view_get_request_mode;
  widget_class->size_allocate = esp_chart_view_size_allocate;
  widget_class->css_changed = esp_chart_view_css_changed;
  properties[PROP_CHART] =
    g_param_spec_object ("chart", NULL, NULL, ESP_TYPE_CHART,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CURSOR_TEXT] = g_param_spec_string ("cursor-text", NULL, NULL, NULL,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWS_TABLE] =
    g_param_spec_boolean ("shows-table", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  drill_signal = g_signal_new ("drill", ESP_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "esp-chart-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  bind_keys (widget_class);
}

static void
esp_chart_view_init (EspChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_set_focusable (widget, TRUE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_pointer_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (forget_picture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (forget_picture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_picture), NULL);
}

/**
 * esp_chart_view_new:
 *
 * Returns: (transfer floating): a view without a chart
 */
GtkWidget *
esp_chart_view_new (void)
{
  return g_object_new (ESP_TYPE_CHART_VIEW, NULL);
}

/**
 * esp_chart_view_get_chart:
 *
 * Returns: (transfer none) (nullable):
 */
EspChart *
esp_chart_view_get_chart (EspChartView *self)
{
  g_return_val_if_fail (ESP_IS_CHART_VIEW (self), NULL);

  return self->lens.chart;
}

/**
 * esp_chart_view_set_chart:
 * @chart: (nullable): filled before; it is not looked at for changes
 *
 * Shows @chart. Its question becomes the accessible name, its answer the description.
 */
void
esp_chart_view_set_chart (EspChartView *self, EspChart *chart)
{
  g_return_if_fail (ESP_IS_CHART_VIEW (self));

  if (!esp_chart_lens_set_chart (&self->lens, chart))
    return;
  if (chart != NULL)
    {
      const char *answer = esp_chart_get_answer (chart);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      esp_chart_get_question (chart),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      answer != NULL ? answer : "", -1);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHART]);
}

/**
 * esp_chart_view_get_cursor:
 *
 * Returns: whether the cursor stands on a mark
 */
gboolean
esp_chart_view_get_cursor (EspChartView *self, guint *out_series, guint *out_point)
{
  const EspMark *mark;

  if (!self->lens.has_cursor || self->lens.layout == NULL)
    return FALSE;
  mark = esp_chart_layout_get_mark (self->lens.layout, self->lens.cursor);
  *out_series = mark->series;
  *out_point = mark->point;
  return TRUE;
}

/**
 * esp_chart_view_get_cursor_text:
 *
 * Returns: (transfer none) (nullable): what the mark under the cursor says
 */
const char *
esp_chart_view_get_cursor_text (EspChartView *self)
{
  g_return_val_if_fail (ESP_IS_CHART_VIEW (self), NULL);

  return self->cursor_text;
}

/**
 * esp_chart_view_get_shows_table:
 */
gboolean
esp_chart_view_get_shows_table (EspChartView *self)
{
  g_return_val_if_fail (ESP_IS_CHART_VIEW (self), FALSE);

  return self->shows_table;
}

/**
 * esp_chart_view_set_shows_table:
 */
void
esp_chart_view_set_shows_table (EspChartView *self, gboolean shows_table)
{
  g_return_if_fail (ESP_IS_CHART_VIEW (self));

  if (self->shows_table == shows_table)
    return;
  self->shows_table = shows_table;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWS_TABLE]);
}

/**
 * esp_chart_view_set_export_menu:
 *
 * Sets what Ctrl+E, the Menu key and the secondary button open.
 */
void
esp_chart_view_set_export_menu (EspChartView *self, GMenuModel *menu)
{
  g_return_if_fail (ESP_IS_CHART_VIEW (self));

  g_set_object (&self->menu, menu);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

/**
 * esp_chart_view_copy:
 *
 * Puts the chart onto the clipboard: its table as text with tabs, and its picture.
 *
 * Returns: %FALSE without a chart
 */
gboolean
esp_chart_view_copy (EspChartView *self)
{
  g_autoptr (GdkContentProvider) content = NULL;

  g_return_val_if_fail (ESP_IS_CHART_VIEW (self), FALSE);

  content = esp_chart_lens_create_content (&self->lens);
  if (content == NULL)
    return FALSE;
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  return TRUE;
}
