/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that paint journeys, alone. */
#pragma once

#include "draw/esp-icon.h"
#include "draw/esp-journey-paint.h"

#include <pango/pango.h>

G_BEGIN_DECLS

/* How much larger small texts are from further away. */
#define ESP_JOURNEY_BRIEF_FACTOR 1.5

/* From the side of a card to what is written on it. */
#define ESP_JOURNEY_CARD_PAD 12

/* The height of a badge, and of the words of a change. */
#define ESP_JOURNEY_BADGE 20

/* Of the sign that adds a step. */
#define ESP_JOURNEY_PLUS_RADIUS 11

/* The texts of a node or a wire, made when they are first seen. */
typedef enum
{
  ESP_JOURNEY_TEXT_KIND,
  ESP_JOURNEY_TEXT_TITLE,
  ESP_JOURNEY_TEXT_LINE,
  ESP_JOURNEY_TEXT_HERE,
  ESP_JOURNEY_TEXT_BRIEF,
  ESP_JOURNEY_TEXT_FAR,
  ESP_JOURNEY_TEXT_BADGE,
  ESP_JOURNEY_TEXT_MARK,
  ESP_JOURNEY_TEXT_TALLY, /* the first of them */
  ESP_JOURNEY_N_NODE_TEXTS = ESP_JOURNEY_TEXT_TALLY + ESP_N_FACE_TALLIES,
} EspJourneyNodeText;

typedef enum
{
  ESP_JOURNEY_TEXT_WAY,
  ESP_JOURNEY_TEXT_WAY_BRIEF,
  ESP_JOURNEY_TEXT_NUMBER,
  ESP_JOURNEY_TEXT_GONE,
  ESP_JOURNEY_N_WIRE_TEXTS,
} EspJourneyWireText;

typedef enum
{
  ESP_JOURNEY_FONT_CAPTION,
  ESP_JOURNEY_FONT_BODY,
  ESP_JOURNEY_FONT_STRONG,
  ESP_JOURNEY_FONT_SMALL_STRONG,
  ESP_JOURNEY_FONT_BRIEF,
  ESP_JOURNEY_FONT_FAR,
} EspJourneyFont;

typedef struct
{
  PangoLayout *texts[ESP_JOURNEY_N_NODE_TEXTS]; /* (owned) (nullable) */
} EspJourneyNodeTexts;

typedef struct
{
  PangoLayout *texts[ESP_JOURNEY_N_WIRE_TEXTS]; /* (owned) (nullable) */
} EspJourneyWireTexts;

struct _EspJourneyPainter
{
  EspJourneyLayout *layout; /* (owned) (nullable) whose texts these are */
  EspJourneyLayout
    *places;              /* (owned) (nullable) where they are just now; the same nodes and wires */
  EspJourneyFaces *faces; /* (owned) (nullable) */
  const EspJourneyColors *colors;
  char *font_family; /* (owned) */
  double font_size;
  double scale; /* of text */
  gboolean is_plain;
  double arrival;                  /* 0…1: how far new nodes have come in */
  PangoContext *context;           /* (owned) */
  EspJourneyNodeTexts *node_texts; /* (owned) by node */
  EspJourneyWireTexts *wire_texts; /* (owned) by wire */
  guint8 *node_looks;              /* (owned) by node */
  guint8 *wire_looks;              /* (owned) by wire */
};

typedef struct
{
  EspJourneyFont font;
  double width; /* to which it is cut; below 0: not */
  guint lines;
} EspJourneyTextLook;

PangoLayout *esp_journey_painter_get_text (EspJourneyPainter *self,
                                           PangoLayout **slot,
                                           const char *text,
                                           const EspJourneyTextLook *look);
void esp_journey_painter_show (cairo_t *cr, PangoLayout *text, EspHue color, double x, double y);
void esp_journey_painter_measure (PangoLayout *text, double *out_width, double *out_height);
double esp_journey_painter_get_lead (PangoLayout *text);
EspFaceFamily esp_journey_painter_get_family (const EspJourneyPainter *self, guint32 node);
const EspIcon *esp_journey_painter_get_icon (const EspJourneyPainter *self, guint32 node);
void esp_journey_paint_rounded (cairo_t *cr, const EspRect *box, double inset, double radius);
double esp_journey_painter_get_line_middle (const EspJourneyPainter *self, const EspRect *box);
double esp_journey_painter_paint_here (EspJourneyPainter *self,
                                       cairo_t *cr,
                                       guint32 index,
                                       const EspJourneyFace *face);
void esp_journey_painter_paint_tallies (EspJourneyPainter *self, cairo_t *cr, guint32 index);
const char *esp_journey_painter_get_title (const EspJourneyPainter *self, guint32 index);
void esp_journey_painter_paint_node (EspJourneyPainter *self, cairo_t *cr, guint32 node);
void esp_journey_painter_paint_brief (EspJourneyPainter *self, cairo_t *cr, guint32 node);
void esp_journey_painter_paint_badge (EspJourneyPainter *self, cairo_t *cr, guint32 node);
void esp_journey_painter_paint_frame (EspJourneyPainter *self,
                                      cairo_t *cr,
                                      const EspJourneyFrame *frame,
                                      double zoom);
void esp_journey_painter_paint_wires (EspJourneyPainter *self,
                                      cairo_t *cr,
                                      const EspRect *visible,
                                      double zoom);
void esp_journey_painter_paint_edges (EspJourneyPainter *self,
                                      cairo_t *cr,
                                      const EspRect *visible,
                                      double zoom);
void
esp_journey_painter_paint_way (EspJourneyPainter *self, cairo_t *cr, guint32 index, double zoom);
void esp_journey_painter_paint_gone (EspJourneyPainter *self, cairo_t *cr, guint32 index);
void esp_journey_painter_paint_far (EspJourneyPainter *self,
                                    cairo_t *cr,
                                    const EspRect *visible,
                                    double zoom);

G_END_DECLS
