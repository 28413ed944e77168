/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads our symbolic icons, which keep to a small part of SVG, and paints them in one colour. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-icon.h"

#include "data/esp-core-resources.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* The grid that icons are drawn on. */
#define GRID 16

/* More than any icon of ours has, and little enough to be no burden. */
#define MAX_BYTES 65536

typedef enum
{
  OP_MOVE,
  OP_LINE,
  OP_CURVE,
  OP_CLOSE,
  OP_STROKE, /* ends the shape: points[0].x is the width */
  OP_FILL,
} OpKind;

typedef struct
{
  OpKind kind;
  double x[3], y[3];
} Op;

struct _EspIcon
{
  GArray *ops; /* (element-type Op) */
};

typedef struct
{
  EspIcon *icon;
  gboolean is_stroke;
  double width;
} Reader;

/* Where the pen is while the data of a path is read. */
typedef struct
{
  EspIcon *icon;
  const char *at;
  gboolean is_broken;
  double x, y;
  double start_x, start_y;
  double control_x, control_y; /* of the last curve, for those that go on smoothly */
} Pen;

static void
add_op (EspIcon *icon, OpKind kind, const double *xy, guint n)
{
  Op op = { .kind = kind };

  for (guint i = 0; i < n; i++)
    {
      op.x[i] = xy[2 * i];
      op.y[i] = xy[2 * i + 1];
    }
  g_array_append_val (icon->ops, op);
}

static void
skip_space (Pen *pen)
{
  while (*pen->at == ' ' || *pen->at == ',' || *pen->at == '\n' || *pen->at == '\t')
    pen->at++;
}

static gboolean
has_number (Pen *pen)
{
  skip_space (pen);
  return g_ascii_isdigit (*pen->at) || *pen->at == '-' || *pen->at == '.' || *pen->at == '+';
}

static double
read_number (Pen *pen)
{
  char *end;
  double value;

  skip_space (pen);
  value = g_ascii_strtod (pen->at, &end);
  if (end == pen->at || !isfinite (value))
    pen->is_broken = TRUE;
  pen->at = end;
  return value;
}

/* The flags of arcs may stand without a space between. */
static gboolean
read_flag (Pen *pen)
{
  gboolean is_set;

  skip_space (pen);
  is_set = *pen->at == '1';
  if (*pen->at != '0' && *pen->at != '1')
    pen->is_broken = TRUE;
  else
    pen->at++;
  return is_set;
}

static void
line_to (Pen *pen, OpKind kind, double x, double y)
{
  const double xy[] = { x, y };

  add_op (pen->icon, kind, xy, 1);
  pen->x = pen->control_x = x;
  pen->y = pen->control_y = y;
}

static void
curve_to (Pen *pen, const double *xy)
{
  add_op (pen->icon, OP_CURVE, xy, 3);
  pen->control_x = xy[2];
  pen->control_y = xy[3];
  pen->x = xy[4];
  pen->y = xy[5];
}

/* A piece of an ellipse of at most a quarter turn becomes one curve. */
static void
add_arc_piece (Pen *pen, const double *center, const double *radii, double from, double to)
{
  double k = 4.0 / 3 * tan ((to - from) / 4);
  const double xy[] = { center[0] + radii[0] * (cos (from) - k * sin (from)),
                        center[1] + radii[1] * (sin (from) + k * cos (from)),
                        center[0] + radii[0] * (cos (to) + k * sin (to)),
                        center[1] + radii[1] * (sin (to) - k * cos (to)),
                        center[0] + radii[0] * cos (to),
                        center[1] + radii[1] * sin (to) };

  curve_to (pen, xy);
}

/* As the notes on arcs of the SVG specification have it, without rotation, which no icon of ours uses. */
static void
arc_to (Pen *pen, double rx, double ry, gboolean is_large, gboolean is_sweep, double x, double y)
{
  double hx = (pen->x - x) / 2, hy = (pen->y - y) / 2;
  double lambda = rx > 0 && ry > 0 ? hx * hx / (rx * rx) + hy * hy / (ry * ry) : 0;
  double scale = lambda > 1 ? sqrt (lambda) : 1;
  const double radii[] = { rx * scale, ry * scale };
  double factor, cx, cy, from, sweep;
  guint n;

  if (lambda == 0)
    {
      line_to (pen, OP_LINE, x, y);
      return;
    }
  factor = sqrt (MAX (1 / MIN (lambda, 1) - 1, 0)) * (is_large == is_sweep ? -1 : 1);
  cx = factor * radii[0] * hy / radii[1];
  cy = -factor * radii[1] * hx / radii[0];
  from = atan2 ((hy - cy) / radii[1], (hx - cx) / radii[0]);
  sweep = atan2 ((-hy - cy) / radii[1], (-hx - cx) / radii[0]) - from;
  if (is_sweep && sweep < 0)
    sweep += 2 * G_PI;
  else if (!is_sweep && sweep > 0)
    sweep -= 2 * G_PI;
  n = MAX ((guint) ceil (fabs (sweep) / (G_PI / 2) - 1e-9), 1);
  {
    const double center[] = { cx + (pen->x + x) / 2, cy + (pen->y + y) / 2 };

    for (guint i = 0; i < n; i++)
      add_arc_piece (pen, center, radii, from + sweep * i / n, from + sweep * (i + 1) / n);
  }
  pen->x = x;
  pen->y = y;
}

static void
read_curve (Pen *pen, char command, double dx, double dy)
{
  gboolean is_smooth = g_ascii_toupper (command) == 'S';
  double xy[6];

  xy[0] = 2 * pen->x - pen->control_x;
  xy[1] = 2 * pen->y - pen->control_y;
  for (guint i = is_smooth ? 2 : 0; i < 6; i += 2)
    {
      xy[i] = read_number (pen) + dx;
      xy[i + 1] = read_number (pen) + dy;
    }
  curve_to (pen, xy);
}

static void
read_command (Pen *pen, char command)
{
  gboolean is_relative = g_ascii_islower (command);
  double dx = is_relative ? pen->x : 0, dy = is_relative ? pen->y : 0;
  double x, y, rx, ry;
  gboolean is_large, is_sweep;

  switch (g_ascii_toupper (command))
    {
    case 'M':
    case 'L':
      x = read_number (pen) + dx;
      y = read_number (pen) + dy;
      line_to (pen, g_ascii_toupper (command) == 'M' ? OP_MOVE : OP_LINE, x, y);
      if (g_ascii_toupper (command) == 'M')
        {
          pen->start_x = x;
          pen->start_y = y;
        }
      break;
    case 'H':
      line_to (pen, OP_LINE, read_number (pen) + dx, pen->y);
      break;
    case 'V':
      line_to (pen, OP_LINE, pen->x, read_number (pen) + dy);
      break;
    case 'C':
    case 'S':
      read_curve (pen, command, dx, dy);
      break;
    case 'A':
      rx = fabs (read_number (pen));
      ry = fabs (read_number (pen));
      (void) read_number (pen);
      is_large = read_flag (pen);
      is_sweep = read_flag (pen);
      x = read_number (pen) + dx;
      y = read_number (pen) + dy;
      arc_to (pen, rx, ry, is_large, is_sweep, x, y);
      break;
    default:
      pen->is_broken = TRUE;
      break;
    }
}

static gboolean
read_path (EspIcon *icon, const char *data)
{
  Pen pen = { .icon = icon, .at = data };
  char command = 0;

  skip_space (&pen);
  while (*pen.at != '\0' && !pen.is_broken)
    {
      if (g_ascii_isalpha (*pen.at))
        command = *pen.at++;
      else if (!has_number (&pen) || command == 0)
        return FALSE;
      if (g_ascii_toupper (command) == 'Z')
        {
          add_op (icon, OP_CLOSE, NULL, 0);
          pen.x = pen.start_x;
          pen.y = pen.start_y;
          command = 0;
        }
      else
        {
          read_command (&pen, command);
          /* Further pairs behind a move are lines. */
          if (command == 'M' || command == 'm')
            command = command == 'M' ? 'L' : 'l';
        }
      skip_space (&pen);
    }
  return !pen.is_broken;
}

static double
get_attribute (const char **names, const char **values, const char *name, double fallback)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return g_ascii_strtod (values[i], NULL);
  return fallback;
}

static void
read_circle (EspIcon *icon, const char **names, const char **values)
{
  double cx = get_attribute (names, values, "cx", 0), cy = get_attribute (names, values, "cy", 0);
  double r = get_attribute (names, values, "r", 0);
  Pen pen = { .icon = icon };

  line_to (&pen, OP_MOVE, cx + r, cy);
  arc_to (&pen, r, r, FALSE, TRUE, cx - r, cy);
  arc_to (&pen, r, r, FALSE, TRUE, cx + r, cy);
  add_op (icon, OP_CLOSE, NULL, 0);
}

static void
read_rect (EspIcon *icon, const char **names, const char **values)
{
  double x = get_attribute (names, values, "x", 0), y = get_attribute (names, values, "y", 0);
  double width = get_attribute (names, values, "width", 0);
  double height = get_attribute (names, values, "height", 0);
  double r = MIN (get_attribute (names, values, "rx", 0), MIN (width, height) / 2);
  Pen pen = { .icon = icon };

  line_to (&pen, OP_MOVE, x + r, y);
  line_to (&pen, OP_LINE, x + width - r, y);
  arc_to (&pen, r, r, FALSE, TRUE, x + width, y + r);
  line_to (&pen, OP_LINE, x + width, y + height - r);
  arc_to (&pen, r, r, FALSE, TRUE, x + width - r, y + height);
  line_to (&pen, OP_LINE, x + r, y + height);
  arc_to (&pen, r, r, FALSE, TRUE, x, y + height - r);
  line_to (&pen, OP_LINE, x, y + r);
  arc_to (&pen, r, r, FALSE, TRUE, x + r, y);
  add_op (icon, OP_CLOSE, NULL, 0);
}

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Reader *self = user_data;
  guint before = self->icon->ops->len;

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "stroke"))
      self->is_stroke = !g_str_equal (values[i], "none");
    else if (g_str_equal (names[i], "fill") && !g_str_equal (values[i], "none"))
      self->is_stroke = FALSE;
  self->width = get_attribute (names, values, "stroke-width", self->width);
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "d") && !read_path (self->icon, values[i]))
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                   "“%.40s” is no path that is known here", values[i]);
  if (g_str_equal (element, "circle"))
    read_circle (self->icon, names, values);
  else if (g_str_equal (element, "rect"))
    read_rect (self->icon, names, values);
  if (self->icon->ops->len > before)
    {
      const double end[] = { self->width, 0 };

      add_op (self->icon, self->is_stroke ? OP_STROKE : OP_FILL, end, 1);
    }
}

/**
 * esp_icon_parse:
 * @length: -1 when @svg ends with a zero
 *
 * Reads paths, circles and rectangles of an icon of 16 × 16 px.
 *
 * Returns: (transfer full): the icon, or %NULL with @error set
 */
EspIcon *
esp_icon_parse (const char *svg, gssize length, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element };
  g_autoptr (EspIcon) icon = g_new0 (EspIcon, 1);
  Reader reader = { .icon = icon, .width = 2 };
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, (GMarkupParseFlags) 0, &reader, NULL);
  gsize size = length < 0 ? strlen (svg) : (gsize) length;

  icon->ops = g_array_new (FALSE, FALSE, sizeof (Op));
  if (size > MAX_BYTES)
    {
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                   "The icon is longer than %d bytes", MAX_BYTES);
      return NULL;
    }
  if (!g_markup_parse_context_parse (context, svg, (gssize) size, error) ||
      !g_markup_parse_context_end_parse (context, error))
    return NULL;
  return g_steal_pointer (&icon);
}

/**
 * esp_icon_free:
 */
void
esp_icon_free (EspIcon *self)
{
  g_clear_pointer (&self->ops, g_array_unref);
  g_free (self);
}

/* Those of journeys are in core; a program with a window has all of them. */
static GBytes *
find (const char *name)
{
  g_autofree char *own = g_strconcat ("/io/github/espalier/core/icons/", name, ".svg", NULL);
  g_autofree char *other =
    g_strconcat ("/io/github/espalier/Espalier/icons/scalable/actions/", name, ".svg", NULL);
  GBytes *bytes =
    g_resource_lookup_data (esp_core_get_resource (), own, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return bytes != NULL ? bytes
                       : g_resources_lookup_data (other, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static EspIcon *
load (const char *name)
{
  g_autoptr (GBytes) bytes = find (name);
  g_autoptr (GError) error = NULL;
  EspIcon *icon = NULL;
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  icon = esp_icon_parse (data, (gssize) size, &error);
  if (icon == NULL)
    g_debug ("%s: %s", name, error->message);
  return icon;
}

/**
 * esp_icon_get:
 * @name: of one of our symbolic icons
 *
 * Returns: (transfer none) (nullable): the icon, which lives as long as the program; %NULL when there is none
 *   of that name. Any thread.
 */
const EspIcon *
esp_icon_get (const char *name)
{
  static GMutex mutex;
  static GHashTable *icons; /* (element-type utf8 EspIcon) */
  gpointer icon = NULL;

  g_mutex_lock (&mutex);
  if (icons == NULL)
    icons = g_hash_table_new (g_str_hash, g_str_equal);
  if (!g_hash_table_lookup_extended (icons, name, NULL, &icon))
    {
      icon = load (name);
      g_hash_table_insert (icons, g_strdup (name), icon);
    }
  g_mutex_unlock (&mutex);
  return icon;
}

/**
 * esp_icon_paint:
 * @size: of the square whose upper left corner is at @x, @y
 *
 * Paints the icon with the source of @cr.
 */
void
esp_icon_paint (const EspIcon *self, cairo_t *cr, double x, double y, double size)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / GRID, size / GRID);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path (cr);
  for (guint i = 0; i < self->ops->len; i++)
    {
      const Op *op = &g_array_index (self->ops, Op, i);

      switch (op->kind)
        {
        case OP_MOVE:
          cairo_move_to (cr, op->x[0], op->y[0]);
          break;
        case OP_LINE:
          cairo_line_to (cr, op->x[0], op->y[0]);
          break;
        case OP_CURVE:
          cairo_curve_to (cr, op->x[0], op->y[0], op->x[1], op->y[1], op->x[2], op->y[2]);
          break;
        case OP_CLOSE:
          cairo_close_path (cr);
          break;
        case OP_STROKE:
          /* Finer than in lists: on a node the icon stands on its own ground. */
          cairo_set_line_width (cr, op->x[0] * 0.8);
          cairo_stroke (cr);
          break;
        case OP_FILL:
        default:
          cairo_fill (cr);
          break;
        }
    }
  cairo_restore (cr);
}
