/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-colors.h"
#include "draw/esp-journey-layout.h"

#include <cairo.h>

G_BEGIN_DECLS

/* Below these, nodes show less: title and count, then only that they are there. */
#define ESP_JOURNEY_ZOOM_BRIEF 0.6
#define ESP_JOURNEY_ZOOM_FAR 0.3

/* How a node or a wire is shown at the moment. */
typedef enum
{
  ESP_JOURNEY_LOOK_SELECTED = 1 << 0,
  ESP_JOURNEY_LOOK_CURRENT = 1 << 1, /* with the ring of the keyboard's focus */
  ESP_JOURNEY_LOOK_LIT = 1 << 2,     /* on the path that is shown */
  ESP_JOURNEY_LOOK_FADED = 1 << 3,   /* not on it */
  ESP_JOURNEY_LOOK_HOVER = 1 << 4,   /* of wires: with the sign that adds a step */
  ESP_JOURNEY_LOOK_TARGET = 1 << 5,  /* something can be dropped here */
  ESP_JOURNEY_LOOK_NEAREST = 1 << 6, /* … and would be */
  ESP_JOURNEY_LOOK_NEW = 1 << 7,     /* comes in with the change that is moving */
} EspJourneyLook;

typedef struct
{
  const char *font_family; /* (nullable) NULL: the system's sans */
  double font_size;        /* px of body text */
  const EspJourneyColors *colors;
  gboolean is_plain; /* on paper: no shadows */
} EspJourneyStyle;

typedef struct _EspJourneyPainter EspJourneyPainter;

EspJourneyPainter *esp_journey_painter_new (void);
void esp_journey_painter_free (EspJourneyPainter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyPainter, esp_journey_painter_free)

double esp_journey_style_get_scale (double font_size);
void esp_journey_painter_set_style (EspJourneyPainter *self, const EspJourneyStyle *style);
void esp_journey_painter_set_layout (EspJourneyPainter *self, EspJourneyLayout *layout);
void esp_journey_painter_set_positions (EspJourneyPainter *self, EspJourneyLayout *moved);
void esp_journey_painter_set_arrival (EspJourneyPainter *self, double progress);
void esp_journey_painter_set_faces (EspJourneyPainter *self, EspJourneyFaces *faces);
void esp_journey_painter_clear_looks (EspJourneyPainter *self, guint looks);
void esp_journey_painter_add_node_look (EspJourneyPainter *self, guint32 node, EspJourneyLook look);
void esp_journey_painter_add_wire_look (EspJourneyPainter *self, guint32 wire, EspJourneyLook look);
void esp_journey_painter_set_path (EspJourneyPainter *self, const char *const *ids);
const EspJourneyFace *esp_journey_painter_get_face (const EspJourneyPainter *self, guint32 node);
const EspJourneyEdgeFace *esp_journey_painter_get_edge_face (const EspJourneyPainter *self,
                                                             guint32 wire);
gboolean esp_journey_painter_get_here_box (EspJourneyPainter *self, guint32 node, EspRect *out_box);
gboolean esp_journey_painter_get_tally_box (EspJourneyPainter *self,
                                            guint32 node,
                                            EspFaceTally tally,
                                            EspRect *out_box);
gboolean esp_journey_painter_is_cut (const EspJourneyPainter *self, guint32 node, double zoom);
gboolean
esp_journey_painter_get_number_box (EspJourneyPainter *self, guint32 wire, EspRect *out_box);
gboolean esp_journey_painter_get_way_box (EspJourneyPainter *self,
                                          guint32 wire,
                                          double zoom,
                                          EspRect *out_box);
gboolean
esp_journey_painter_get_badge_box (EspJourneyPainter *self, guint32 node, EspRect *out_box);
void esp_journey_painter_paint (EspJourneyPainter *self,
                                cairo_t *cr,
                                const EspRect *visible,
                                double zoom);

const char *esp_journey_icon_of_step (EspStepKind kind);
EspFaceFamily esp_journey_family_of_step (EspStepKind kind);

G_END_DECLS
