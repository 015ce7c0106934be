import sharp from "sharp";

export const handler = async (event) => {
  const image = Buffer.from(event.body, "base64");
  const small = await sharp(image).resize(320).toBuffer();
  return { statusCode: 200, isBase64Encoded: true, body: small.toString("base64") };
};

export const thumbnail = async (event) => {
  const image = Buffer.from(event.body, "base64");
  const small = await sharp(image).resize(64, 64).toBuffer();
  return { statusCode: 200, isBase64Encoded: true, body: small.toString("base64") };
};
