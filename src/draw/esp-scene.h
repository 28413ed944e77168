/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

#include <pango/pango.h>

G_BEGIN_DECLS

typedef struct
{
  double x, y, width, height;
} EspRect;

/* Sizes in px (or points on a page); the colours come with the drawing. */
typedef struct
{
  const char *font_family; /* (nullable) NULL is the system's sans */
  double font_size;        /* of body text */
  double padding;          /* around everything */
  gboolean has_heading;    /* question, answer and source are part of the picture */
  double x_low;            /* the part of a line's time axis to show; equal ends: all of it */
  double x_high;
} EspChartStyle;

typedef enum
{
  ESP_INK_TEXT,
  ESP_INK_DIM,
  ESP_INK_AXIS,
  ESP_INK_GRID,
  ESP_INK_ON_FILL, /* black or white, by what is beneath */
} EspInk;

typedef enum
{
  ESP_FILL_SERIES,     /* slot = place in the palette */
  ESP_FILL_SEQUENTIAL, /* slot = step 0…6 */
  ESP_FILL_LOST,       /* what fell out between two steps */
  ESP_FILL_TRACK,      /* the faint ground behind a bar */
  ESP_FILL_NONE,       /* what has only text */
} EspFill;

typedef enum
{
  ESP_FONT_BODY,
  ESP_FONT_CAPTION,
  ESP_FONT_STRONG,
  ESP_FONT_TITLE,
} EspFont;

/* A piece of text at its place. */
typedef struct
{
  PangoLayout *layout; /* (owned) */
  EspRect box;         /* of the text as measured */
  EspInk ink;
  EspFill fill; /* with ESP_INK_ON_FILL */
  guint8 slot;
} EspLabel;

typedef struct
{
  double x0, y0, x1, y1;
  EspInk ink;
  gboolean is_dashed;
} EspRuling;

/* The key of a series: its marker or its bar in small. */
typedef struct
{
  EspRect box;
  guint8 slot;
  gboolean is_marker;
} EspSwatch;

/* What can be pointed at. A bar or a cell has a size; a point has none. */
typedef struct
{
  EspRect box;
  guint32 series;
  guint32 point;
  guint8 part; /* 0 the value; 1 what a funnel lost before it */
  guint8 fill; /* an EspFill */
  guint8 slot;
  guint8 flags; /* EspPointFlags */
} EspMark;

/* A patch of colour that is not a mark: tracks, legend steps, row sizes. */
typedef struct
{
  EspRect box;
  EspFill fill;
  guint8 slot;
} EspPatch;

/* The interval of a mark: coordinates along the value's direction. */
typedef struct
{
  guint32 mark;
  double low;
  double high;
} EspBand;

/* The marks of one series: first…first + n, in reading order. */
typedef struct
{
  guint32 first;
  guint32 n;
} EspRun;

typedef enum
{
  ESP_FLOW_COLUMNS, /* marks of a series follow each other from left to right */
  ESP_FLOW_ROWS,    /* … from top to bottom */
} EspFlow;

typedef enum
{
  ESP_TRACE_NONE,
  ESP_TRACE_LINE,
  ESP_TRACE_STEP,
} EspTrace;

/* A chart laid out: everything at its place, nothing coloured yet. */
typedef struct
{
  EspChart *chart; /* (owned) */
  PangoContext *context;
  EspChartStyle style;
  char *font_family; /* (owned) what style points at */
  double width;
  double height;
  EspRect plot;
  EspFlow flow;
  EspTrace trace; /* whether runs are joined by a line */
  double zero;    /* where traces have their zero: a coordinate along y */
  gboolean has_markers;
  gboolean has_panes; /* each run stands in a picture of its own */
  GArray *marks;      /* of EspMark */
  GArray *runs;       /* of EspRun, one per series */
  GArray *labels;     /* of EspLabel */
  GArray *rules;      /* of EspRuling */
  GArray *swatches;   /* of EspSwatch */
  GArray *patches;    /* of EspPatch */
  GArray *bands;      /* of EspBand, by mark */
} EspScene;

EspScene *esp_scene_new (EspChart *chart, const EspChartStyle *style, double width, double height);
void esp_scene_free (EspScene *self);

double esp_scene_measure (EspScene *self, EspFont font, const char *text);
double esp_scene_line_height (EspScene *self, EspFont font);
EspLabel *esp_scene_add_label (EspScene *self,
                               EspFont font,
                               EspInk ink,
                               const char *text,
                               const EspRect *within,
                               double align);
EspRect esp_scene_add_paragraph (EspScene *self,
                                 EspFont font,
                                 EspInk ink,
                                 const char *text,
                                 const EspRect *within,
                                 guint max_lines);
void esp_scene_add_rule (EspScene *self, double x0, double y0, double x1, double y1, EspInk ink);
void esp_scene_add_patch (EspScene *self, const EspRect *box, EspFill fill, guint slot);
void esp_scene_add_swatch (EspScene *self, double x, double y, guint slot, gboolean is_marker);
void esp_scene_begin_run (EspScene *self);
EspMark *esp_scene_add_mark (EspScene *self, const EspRect *box, guint series, guint point);
PangoLayout *esp_scene_create_text (EspScene *self, EspFont font, const char *text);

G_END_DECLS
