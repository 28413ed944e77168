/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be computed about colours: contrast, difference as seen by different eyes, mixtures. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-hue.h"

#include <math.h>

typedef struct
{
  double l, a, b;
} Lab;

/* Machado, Oliveira and Fernandes 2009, table of simulation matrices, severity 1.0; for linear RGB. */
static const double simulations[ESP_N_VISIONS][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 },
    { 0.114503, 0.786281, 0.099216 },
    { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 },
    { 0.280085, 0.672501, 0.047413 },
    { -0.011820, 0.042940, 0.968881 } },
  { { 1.255528, -0.076749, -0.178779 },
    { -0.078411, 0.930809, 0.147602 },
    { 0.004733, 0.691367, 0.303900 } },
};

static double
to_linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static void
get_linear (EspHue color, double rgb[3])
{
  esp_hue_get_rgb (color, &rgb[0], &rgb[1], &rgb[2]);
  for (int i = 0; i < 3; i++)
    rgb[i] = to_linear (rgb[i]);
}

static double
lab_curve (double t)
{
  return t > 216.0 / 24389.0 ? cbrt (t) : (24389.0 / 27.0 * t + 16) / 116;
}

/* CIE L*a*b* under D65, after the simulation of @vision. */
static Lab
get_lab (EspHue color, EspVision vision)
{
  double rgb[3];
  double seen[3];
  double x, y, z;

  get_linear (color, rgb);
  for (int i = 0; i < 3; i++)
    {
      const double *row = simulations[vision][i];

      seen[i] = CLAMP (row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2], 0, 1);
    }
  x = lab_curve ((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
  y = lab_curve (0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
  z = lab_curve ((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
  return (Lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static double
hue_degrees (double a, double b)
{
  double degrees = atan2 (b, a) * 180 / G_PI;

  if (a == 0 && b == 0)
    return 0;
  return degrees < 0 ? degrees + 360 : degrees;
}

/* The mean hue and the signed hue difference of CIEDE2000, both in degrees. */
static void
compare_hues (double h1, double h2, double *out_mean, double *out_delta)
{
  double delta = h2 - h1;
  double mean = (h1 + h2) / 2;

  if (fabs (h2 - h1) > 180)
    {
      delta += delta > 0 ? -360 : 360;
      mean += h1 + h2 < 360 ? 180 : -180;
    }
  *out_mean = mean;
  *out_delta = delta;
}

/* CIEDE2000 after Sharma, Wu and Dalal 2005, all weights 1. */
static double
ciede2000 (Lab p, Lab q)
{
  const double pow25_7 = 6103515625.0; /* 25^7 */
  double c_mean7 = pow ((hypot (p.a, p.b) + hypot (q.a, q.b)) / 2, 7);
  double g = 0.5 * (1 - sqrt (c_mean7 / (c_mean7 + pow25_7)));
  double a1 = p.a * (1 + g);
  double a2 = q.a * (1 + g);
  double c1 = hypot (a1, p.b);
  double c2 = hypot (a2, q.b);
  double l_mean = (p.l + q.l) / 2 - 50;
  double c_mean = (c1 + c2) / 2;
  double radians = G_PI / 180;
  double h_mean = 0, h_delta = 0;
  double dl, dc, dh, t, sl, sc, sh, rc, rt;

  if (c1 * c2 > 0)
    compare_hues (hue_degrees (a1, p.b), hue_degrees (a2, q.b), &h_mean, &h_delta);
  else
    h_mean = hue_degrees (a1, p.b) + hue_degrees (a2, q.b);
  t = 1 - 0.17 * cos ((h_mean - 30) * radians) + 0.24 * cos (2 * h_mean * radians) +
      0.32 * cos ((3 * h_mean + 6) * radians) - 0.20 * cos ((4 * h_mean - 63) * radians);
  sl = 1 + 0.015 * l_mean * l_mean / sqrt (20 + l_mean * l_mean);
  sc = 1 + 0.045 * c_mean;
  sh = 1 + 0.015 * c_mean * t;
  rc = 2 * sqrt (pow (c_mean, 7) / (pow (c_mean, 7) + pow25_7));
  rt = -sin (60 * exp (-pow ((h_mean - 275) / 25, 2)) * radians) * rc;
  dl = (q.l - p.l) / sl;
  dc = (c2 - c1) / sc;
  dh = 2 * sqrt (c1 * c2) * sin (h_delta / 2 * radians) / sh;
  return sqrt (dl * dl + dc * dc + dh * dh + rt * dc * dh);
}

static double
luminance (EspHue color)
{
  double rgb[3];

  get_linear (color, rgb);
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

/**
 * esp_hue_get_rgb:
 *
 * Splits @color into channels of 0…1, gamma-encoded as cairo takes them.
 */
void
esp_hue_get_rgb (EspHue color, double *out_red, double *out_green, double *out_blue)
{
  *out_red = ((color >> 16) & 0xff) / 255.0;
  *out_green = ((color >> 8) & 0xff) / 255.0;
  *out_blue = (color & 0xff) / 255.0;
}

/**
 * esp_hue_contrast:
 *
 * Returns: the contrast ratio of WCAG 2, 1…21
 */
double
esp_hue_contrast (EspHue a, EspHue b)
{
  double la = luminance (a) + 0.05;
  double lb = luminance (b) + 0.05;

  return la > lb ? la / lb : lb / la;
}

/**
 * esp_hue_difference:
 *
 * Returns: CIEDE2000 between two colours as @vision sees them (simulated at full severity)
 */
double
esp_hue_difference (EspHue a, EspHue b, EspVision vision)
{
  return ciede2000 (get_lab (a, vision), get_lab (b, vision));
}

/**
 * esp_hue_text_on:
 *
 * Returns: black or white, whichever reads better on @background
 */
EspHue
esp_hue_text_on (EspHue background)
{
  return esp_hue_contrast (background, 0x000000) >= esp_hue_contrast (background, 0xffffff)
           ? 0x000000
           : 0xffffff;
}

/**
 * esp_hue_mix:
 *
 * Returns: what @over looks like with opacity @alpha on @under
 */
EspHue
esp_hue_mix (EspHue over, EspHue under, double alpha)
{
  EspHue mixed = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      double value = ((over >> shift) & 0xff) * alpha + ((under >> shift) & 0xff) * (1 - alpha);

      mixed |= (EspHue) (value + 0.5) << shift;
    }
  return mixed;
}
